#include "core/text/read_html_page.h"

#include <stdlib.h>
#include <string.h>

enum action {
	PASS, /* what is in it counts as if it stood outside */
	SKIP,
	BLOCK,
	HEADING,
	LIST,
	ORDERED,
	ITEM,
	TERM,    /* <dt> */
	MEANING, /* <dd> */
	QUOTE,
	CODE,
	TABLE,
	MARK,
	RAISED, /* <sup> */
	BREAK,
	IMAGE,
	SUMMARY,
	CHROME,
};

struct rule {
	const char *name;
	enum action action;
	int detail; /* a heading's level, a mark's kind */
};

/* In the order of strcmp(). */
static const struct rule rules[] = {
	{"a", MARK, MARK_LINK},
	{"address", BLOCK, 0},
	{"article", BLOCK, 0},
	{"aside", BLOCK, 0},
	{"b", MARK, MARK_STRONG},
	{"blockquote", QUOTE, 0},
	{"body", BLOCK, 0},
	{"br", BREAK, 0},
	{"caption", BLOCK, 0},
	{"center", BLOCK, 0},
	{"cite", MARK, MARK_EMPHASIS},
	{"code", MARK, MARK_CODE},
	{"dd", MEANING, 0},
	{"details", BLOCK, 0},
	{"dfn", MARK, MARK_TERM},
	{"dir", LIST, 0},
	{"div", BLOCK, 0},
	{"dl", BLOCK, 0},
	{"dt", TERM, 0},
	{"em", MARK, MARK_EMPHASIS},
	{"fieldset", BLOCK, 0},
	{"figcaption", BLOCK, 0},
	{"figure", BLOCK, 0},
	{"footer", BLOCK, 0},
	{"form", BLOCK, 0},
	{"h1", HEADING, 1},
	{"h2", HEADING, 2},
	{"h3", HEADING, 3},
	{"h4", HEADING, 4},
	{"h5", HEADING, 5},
	{"h6", HEADING, 6},
	{"header", BLOCK, 0},
	{"hr", BLOCK, 0},
	{"html", BLOCK, 0},
	{"i", MARK, MARK_EMPHASIS},
	{"img", IMAGE, 0},
	{"kbd", MARK, MARK_CODE},
	{"li", ITEM, 0},
	{"main", BLOCK, 0},
	{"menu", LIST, 0},
	{"nav", BLOCK, 0},
	{"ol", ORDERED, 0},
	{"p", BLOCK, 0},
	{"picture", IMAGE, 0},
	{"pre", CODE, 0},
	{"samp", MARK, MARK_CODE},
	{"section", BLOCK, 0},
	{"strong", MARK, MARK_STRONG},
	{"summary", SUMMARY, 0},
	{"sup", RAISED, 0},
	{"table", TABLE, 0},
	{"tbody", BLOCK, 0},
	{"td", BLOCK, 0},
	{"tfoot", BLOCK, 0},
	{"th", BLOCK, 0},
	{"thead", BLOCK, 0},
	{"tr", BLOCK, 0},
	{"tt", MARK, MARK_CODE},
	{"ul", LIST, 0},
	{"var", MARK, MARK_EMPHASIS},
};

/* An element that has been entered. */
struct opened {
	const xmlNode *node;
	struct rule rule;
	size_t mark; /* or where its text begins */
};
struct walk {
	struct html_page *p;
	struct text_flow *f;
	VEC(struct opened) opened;
	size_t flat; /* elements whose text is one block, whatever is in them */
	size_t code; /* <pre> */
};

static int compare_rules(const void *a, const void *b)
{
	return strcmp(((const struct rule *)a)->name, ((const struct rule *)b)->name);
}

static bool says_term(const xmlNode *element)
{
	const char *type = xml_attribute(element, "data-type");

	return (type && strcmp(type, "term") == 0) ||
	       ((type = xml_attribute(element, "class")) && strcmp(type, "term") == 0);
}

static bool is_inline(enum action action)
{
	return action == PASS || action == MARK || action == RAISED;
}

static struct rule rule_of(const struct html_page *p, const xmlNode *element)
{
	const struct rule key = {(const char *)element->name, PASS, 0};
	const struct rule *found =
		bsearch(&key, rules, sizeof rules / sizeof *rules, sizeof *rules, compare_rules);
	struct rule rule = found ? *found : key;

	if (html_is_silent(element))
		rule.action = SKIP;
	else if (element != p->root && html_is_chrome(p, element))
		rule.action = is_inline(rule.action) ? SKIP : CHROME; /* "[edit]" in a heading */
	else if ((rule.action == PASS || rule.action == MARK) && says_term(element))
		rule = (struct rule){"dfn", MARK, MARK_TERM};
	return rule;
}

struct text_place html_place(const struct html_page *p, const xmlNode *node)
{
	struct text_place place = p->place;
	const xmlNode *near = node;
	long line;

	if (node->type == XML_TEXT_NODE)
		near = node->prev && node->prev->type == XML_ELEMENT_NODE ? node->prev
									  : node->parent;
	line = near ? p->xml->line(near) : 0;
	if (place.line && line > 0)
		place.line += (size_t)line - 1;
	return place;
}

/* ---- elements ---- */

/* Where a block would begin or end in a text that is one block. */
static void divide(struct walk *w)
{
	if (w->code)
		text_inline_break(&w->f->in);
	else if (w->flat)
		text_inline_add(&w->f->in, " ", 1);
	else
		flow_end(w->f);
}

/* Boxes are entered and left in pairs, except in a text that is one block. */
static void enter_box(struct walk *w, struct opened *o, enum flow_kind kind)
{
	if (w->flat) {
		divide(w);
		o->rule.action = BLOCK;
	} else
		flow_enter(w->f, kind);
}

/* libxml2 takes a <dt> that is not ended for one that holds the next. */
static bool is_in_term(const struct walk *w)
{
	for (size_t o = w->opened.len; o-- > 0;)
		if (w->opened.at[o].rule.action == TERM)
			return true;
	return false;
}

static void enter_flat(struct walk *w, struct opened *o)
{
	if (w->flat) {
		if (o->rule.action == TERM && w->flat == 1 && is_in_term(w))
			flow_end_term(w->f);
		divide(w);
		o->rule.action = BLOCK;
		return;
	}
	flow_end(w->f);
	w->flat++;
	if (o->rule.action == CODE) {
		w->code++;
		w->f->in.keeps_blanks = true;
	}
}

/* An item outside of a list gets one of its own. */
static void enter_item(struct walk *w, struct opened *o)
{
	const struct flow_box *top = flow_top(w->f);

	if (!w->flat && !(top && (top->kind == FLOW_LIST || top->kind == FLOW_ORDERED)))
		o->rule.action = BLOCK;
	if (o->rule.action == ITEM)
		enter_box(w, o, FLOW_ITEM);
	else
		divide(w);
}

/* MathML comes with the formula as TeX, which can be read. */
static void add_formula(struct walk *w, const xmlNode *element)
{
	static const char style[] = "{\\displaystyle ";
	const char *tex = xml_is(element, "math") ? xml_attribute(element, "alttext") : NULL;
	size_t len = tex ? strlen(tex) : 0;

	if (len > sizeof style && strncmp(tex, style, sizeof style - 1) == 0 &&
		tex[len - 1] == '}') {
		tex += sizeof style - 1;
		len -= sizeof style;
	}
	if (!len)
		return;
	flow_begin(w->f, html_place(w->p, element));
	text_inline_add(&w->f->in, "$", 1);
	text_inline_add(&w->f->in, tex, len);
	text_inline_add(&w->f->in, "$", 1);
}

/* Returns whether to go into it. */
static bool enter(struct walk *w, const xmlNode *element)
{
	struct opened o = {.node = element, .rule = rule_of(w->p, element)};
	enum action action = o.rule.action;

	if (action == SKIP) {
		add_formula(w, element);
		return false;
	}
	if (action == TABLE && !w->flat && html_is_grid(element)) {
		flow_end(w->f);
		html_table(w->p, element);
		return false;
	}
	o.mark = w->f->in.text.len;
	if (action == BLOCK || action == TABLE)
		divide(w);
	else if (action == LIST || action == ORDERED)
		enter_box(w, &o, action == LIST ? FLOW_LIST : FLOW_ORDERED);
	else if (action == QUOTE || action == MEANING || action == CHROME)
		enter_box(w, &o,
			action == QUOTE     ? FLOW_QUOTE
			: action == MEANING ? FLOW_MEANING
					    : FLOW_CHROME);
	else if (action == ITEM)
		enter_item(w, &o);
	else if (action == HEADING || action == TERM || action == CODE || action == SUMMARY)
		enter_flat(w, &o);
	else if (action == BREAK)
		text_inline_break(&w->f->in);
	else if (action == IMAGE)
		w->f->has_image = w->f->has_image || !w->f->in.text.len;
	if (action == MARK || action == SUMMARY)
		o.mark = text_inline_begin(
			&w->f->in, action == MARK ? (enum mark_kind)o.rule.detail : MARK_STRONG);
	vec_push(&w->opened, o);
	return true;
}

static void leave_mark(struct walk *w, const struct opened *o)
{
	const char *href = o->rule.detail == MARK_LINK ? xml_attribute(o->node, "href") : NULL;

	/* A block inside it has ended the text that it marks. */
	if (o->mark >= w->f->in.marks.len ||
		w->f->in.marks.at[o->mark].kind != (enum mark_kind)o->rule.detail)
		return;
	if (o->rule.detail == MARK_LINK && !w->code)
		flow_end_link(w->f, o->mark, href && *href == '#');
	else
		text_inline_end(&w->f->in, o->mark);
}

static void leave_flat(struct walk *w, const struct opened *o)
{
	w->flat--;
	if (o->rule.action == HEADING)
		flow_end_heading(w->f, o->rule.detail);
	else if (o->rule.action == TERM)
		flow_end_term(w->f);
	else if (o->rule.action == CODE) {
		w->code--;
		flow_end_code(w->f);
	} else {
		text_inline_end(&w->f->in, o->mark);
		flow_end(w->f);
	}
}

static void leave(struct walk *w)
{
	const struct opened o = w->opened.at[--w->opened.len];
	enum action action = o.rule.action;

	if (action == BLOCK || action == TABLE)
		divide(w);
	else if (action == LIST || action == ORDERED || action == QUOTE || action == MEANING ||
		 action == CHROME || action == ITEM)
		flow_leave(w->f);
	else if (action == HEADING || action == TERM || action == CODE || action == SUMMARY)
		leave_flat(w, &o);
	else if (action == MARK)
		leave_mark(w, &o);
	else if (action == RAISED && o.mark <= w->f->in.text.len && !w->code)
		flow_superscript(w->f, o.mark);
	if (strcmp((const char *)o.node->name, "dl") == 0 && !w->flat)
		flow_drop_terms(w->f);
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n\f")] == '\0';
}

void html_walk(struct html_page *p)
{
	struct walk w = {.p = p, .f = p->f};
	xmlNode *next;
	bool descends;

	for (xmlNode *at = (xmlNode *)p->root; at; at = next) {
		const char *text = (const char *)at->content;

		descends = at->type == XML_ELEMENT_NODE && enter(&w, at);
		if ((at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) && text) {
			if (!is_blank(text))
				flow_begin(w.f, html_place(p, at));
			text_inline_add(&w.f->in, text, strlen(text));
		}
		next = xml_next(at, p->root, descends);
		/* What is entered and does not hold the next one is over. */
		while (w.opened.len &&
			(!next || next->parent != w.opened.at[w.opened.len - 1].node))
			leave(&w);
	}
	flow_end(p->f);
	vec_release(&w.opened);
}
