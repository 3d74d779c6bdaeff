#include "core/text/read_markdown.h"

#include "core/text/label.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

void markdown_source_release(struct markdown_source *s)
{
	str_release(&s->text);
	vec_release(&s->points);
	vec_release(&s->terms);
	vec_release(&s->meanings);
	vec_release(&s->spans);
	str_release(&s->title);
}

size_t markdown_origin(const struct markdown_source *s, size_t out)
{
	size_t low = 0, high = s->points.len;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (s->points.at[middle].out <= out)
			low = middle;
		else
			high = middle;
	}
	return s->points.len ? s->points.at[low].in + (out - s->points.at[low].out) : out;
}

/* HTML that may hold blank lines, at which md4c would end it. */
static const char *const raw_tags[MARKDOWN_RAW_TAGS][2] = {
	{"<table", "</table>"}, {"<dl", "</dl>"}, {"<figure", "</figure>"}, {"<svg", "</svg>"}};

void markdown_keep(struct markdown_pass *p, const char *from, const char *to)
{
	struct markdown_source *s = p->s;
	size_t in = (size_t)(from - p->text);
	const struct markdown_point *last = s->points.len ? &s->points.at[s->points.len - 1] : NULL;

	if (from >= to)
		return;
	if (!last || last->in - last->out != in - s->text.len)
		vec_push(&s->points, ((struct markdown_point){s->text.len, in}));
	str_add_bytes(&s->text, from, (size_t)(to - from));
}

void markdown_put(struct markdown_pass *p, const char *source, const char *text)
{
	vec_push(&p->s->points,
		((struct markdown_point){p->s->text.len, (size_t)(source - p->text)}));
	str_add(&p->s->text, text);
}

/* ---- lines ---- */

/* Code between fences, which is not touched.  True when the line belongs to it. */
static bool fenced(struct markdown_pass *p, const struct markdown_line *l)
{
	const char *at = l->at, *run;

	while (at < l->end && strchr(" \t>", *at))
		at++;
	for (run = at; run < l->end && (*run == '`' || *run == '~') && *run == *at;)
		run++;
	if (p->fence) {
		struct markdown_line rest = {run, l->end, NULL};

		if (run > at && *at == p->fence && (size_t)(run - at) >= p->fence_len &&
			markdown_is_blank(&rest))
			p->fence = '\0';
		return true;
	}
	if (run - at < 3 || (*at == '`' && memchr(run, '`', (size_t)(l->end - run))))
		return false;
	p->fence = *at;
	p->fence_len = (size_t)(run - at);
	return true;
}

/* Whether such HTML begins at `at`; p->raw then says what ends it. */
static void find_raw(struct markdown_pass *p, const char *at, const char *end)
{
	for (size_t t = 0; t < MARKDOWN_RAW_TAGS; t++) {
		size_t len = strlen(raw_tags[t][0]);

		if ((size_t)(end - at) <= len || strncasecmp(at, raw_tags[t][0], len) != 0 ||
			!strchr(" >\t", at[len]) || p->no_raw_ends[t])
			continue;
		if (markdown_find(at, p->end, raw_tags[t][1]))
			p->raw = raw_tags[t][1];
		else
			p->no_raw_ends[t] = true;
	}
}

/* True when the line is in it. */
static bool raw_html(struct markdown_pass *p, const struct markdown_line *l)
{
	const char *at = l->at;

	if (!p->raw) {
		while (at < l->end && (*at == ' ' || *at == '\t'))
			at++;
		if (at < l->end && *at == '<')
			find_raw(p, at, l->end);
	}
	if (!p->raw)
		return false;
	if (markdown_is_blank(l))
		markdown_put(p, l->at, "<!---->");
	else
		markdown_keep(p, at, l->end);
	if (markdown_find(l->at, l->end, p->raw))
		p->raw = NULL;
	return true;
}

/* "*[HTML]: Hyper Text Markup Language": an abbreviation, which is a definition. */
static bool abbreviation(struct markdown_pass *p, struct markdown_line *l)
{
	const char *close = l->end - l->at > 5 && l->at[0] == '*' && l->at[1] == '['
				    ? markdown_find(l->at, l->end, "]: ")
				    : NULL;

	if (!close)
		return false;
	markdown_put(p, l->at, "\n");
	vec_push(&p->s->terms, p->s->text.len);
	markdown_keep(p, l->at + 2, close);
	markdown_put(p, close, "\n\n");
	vec_push(&p->s->meanings, p->s->text.len);
	markdown_put(p, close, "+ ");
	markdown_keep(p, close + 3, l->end);
	markdown_put(p, l->end, "\n");
	return true;
}

/* Borders of Pandoc's grid tables: the rows between look like those of others. */
static bool grid_border(struct markdown_pass *p, const struct markdown_line *l, bool *ret_gone)
{
	const char *at = l->at;
	bool is_head = false;

	if (l->end - at < 4 || *at != '+' || l->end[-1] != '+' || (at[1] != '-' && at[1] != '='))
		return false;
	for (; at < l->end; at++) {
		if (!strchr("+-=:", *at))
			return false;
		is_head = is_head || *at == '=';
	}
	*ret_gone = !is_head;
	for (at = l->at; is_head && at < l->end; at++)
		markdown_put(p, at, *at == '+' ? "|" : *at == ':' ? ":" : "-");
	return true;
}

/* Terms and their meanings; true when the line is done. */
static bool definition(struct markdown_pass *p, struct markdown_line *l)
{
	const char *mark;

	if (p->expects && !p->terms && markdown_is_meaning(l, &mark)) {
		markdown_keep(p, l->at, mark);
		vec_push(&p->s->meanings, p->s->text.len);
		markdown_put(p, mark, "+");
		l->at = mark + 1;
		markdown_inline_text(p, l);
		return true;
	}
	if (!p->terms && (p->after_blank || p->expects)) {
		p->terms = markdown_terms_ahead(l->at, p->end);
		p->expects = p->terms || (p->expects && (!p->after_blank || markdown_indent(l)));
	}
	if (!p->terms)
		return false;
	p->terms--;
	markdown_put(p, l->at, "\n");
	vec_push(&p->s->terms, p->s->text.len);
	markdown_inline_text(p, l);
	markdown_put(p, l->end, "\n");
	return true;
}

/* The line below a table's head; md4c wants three dashes in each cell. */
static bool table_rule(struct markdown_pass *p, const struct markdown_line *l)
{
	const char *at, *run;

	if (p->after_blank || l->at == l->end || !strchr("|-: ", *l->at) ||
		!memchr(l->at, '|', (size_t)(l->end - l->at)))
		return false;
	for (at = l->at; at < l->end; at++)
		if (!strchr("|-: \t", *at))
			return false;
	for (at = l->at; at < l->end; at = run) {
		for (run = at; run < l->end && *run == *at;)
			run++;
		markdown_keep(p, at, run);
		if (*at == '-' && run - at < 3)
			markdown_put(p, at, run - at == 1 ? "--" : "-");
	}
	return true;
}

/* "**Term**: text" below another such line is a paragraph of its own. */
static void part_labels(struct markdown_pass *p, const struct markdown_line *l)
{
	bool is_label = markdown_indent(l) < 4 &&
			text_label_of_prose(l->at, (size_t)(l->end - l->at)) != LABEL_NONE;

	if (p->after_blank)
		p->in_labels = is_label;
	else if (is_label && p->in_labels && !p->expects)
		markdown_put(p, l->at, "\n");
}

static void text_line(struct markdown_pass *p, struct markdown_line *l)
{
	const char *colon;

	if (markdown_is_markup(l)) {
		p->after_blank = true;
		return;
	}
	if (markdown_indent(l) < 4 && l->end - l->at > 4 && l->at[0] == '[' && l->at[1] == '^' &&
		(colon = markdown_find(l->at, l->end, "]:"))) {
		markdown_put(p, l->at, "\n");
		l->at = colon + 2; /* a note's text is a paragraph, its next lines indented */
		p->in_division = true;
		while (l->at < l->end && *l->at == ' ')
			l->at++;
	}
	if (markdown_strip_tags(l) || p->in_division) {
		p->in_division = true;
		while (l->at < l->end && (*l->at == ' ' || *l->at == '\t'))
			l->at++;
		if (l->at == l->end) {
			p->after_blank = true;
			return;
		}
	}
	if (!p->expects && markdown_is_meaning(l, &colon))
		l->at = colon + 1; /* a table's caption */
	part_labels(p, l);
	if (!table_rule(p, l) && !abbreviation(p, l) && !definition(p, l))
		markdown_inline_text(p, l);
	p->after_blank = *l->at == '#';
}

/* md4c fills each row of a table up to its head's columns, so that 10 MB could become
 * billions of cells, and no callback can stop it (0.4.8): what is behind so many is text. */
#define CELLS_MAX 2000000

/* Of the line below a table's head; 0: it is none. */
static size_t rule_columns(const struct markdown_line *l)
{
	size_t pipes = 0, dashes = 0;

	for (const char *at = l->at; at < l->end; at++) {
		if (!strchr("|-: \t\v\f>", *at) || !*at)
			return 0;
		pipes += *at == '|';
		dashes += *at == '-';
	}
	return pipes && dashes ? pipes + 1 : 0;
}

static void count_cells(struct markdown_pass *p, const struct markdown_line *l)
{
	size_t columns = rule_columns(l);

	if (markdown_is_blank(l))
		p->columns = 0;
	else if (columns)
		p->columns = columns;
	p->cells += p->columns;
	if (!p->columns || p->cells <= CELLS_MAX)
		return;
	markdown_put(p, l->at, columns ? "\\" : "\n");
	p->s->is_cut = true;
	p->columns = 0;
}

void markdown_prepare(struct markdown_source *ret, const char *text, size_t len)
{
	struct markdown_pass p = {.s = ret, .text = text, .end = text + len, .after_blank = true};
	struct markdown_line l;
	bool is_gone;

	str_reserve(&ret->text, len + len / 16 + 16);
	for (const char *at = text + markdown_front_matter(text, len, &ret->title);
		markdown_next_line(at, p.end, &l); at = l.next) {
		count_cells(&p, &l);
		if (fenced(&p, &l)) {
			markdown_keep(&p, l.at, l.end);
			p.after_blank = false;
		} else if (grid_border(&p, &l, &is_gone)) {
			p.after_blank = false;
			if (is_gone)
				continue;
		} else if (!raw_html(&p, &l)) {
			if (markdown_is_blank(&l)) {
				p.after_blank = true;
				p.in_division = false;
			} else
				text_line(&p, &l);
		}
		markdown_put(&p, l.end, "\n");
	}
}
