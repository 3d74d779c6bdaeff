#include "core/text/read_markdown.h"

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
enum { RAW_TAGS = 4 };
static const char *const raw_tags[RAW_TAGS][2] = {
	{"<table", "</table>"}, {"<dl", "</dl>"}, {"<figure", "</figure>"}, {"<svg", "</svg>"}};

/* The pass over the lines. */
struct pass {
	struct markdown_source *s;
	const char *text, *end;
	char fence; /* of the code that we are in, or '\0' */
	size_t fence_len;
	const char *raw;  /* closing tag of the HTML that we are in, or NULL */
	size_t terms;     /* lines to come that are terms */
	bool expects;     /* a ":" may follow */
	bool after_blank; /* the line before is blank, or there is none */
	bool no_comment_ends, no_raw_ends[RAW_TAGS]; /* none is left in the text */
	bool in_division; /* lines behind a tag that was taken out, up to a blank one */
};

/* Keeps bytes of the source. */
static void keep(struct pass *p, const char *from, const char *to)
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

static void put(struct pass *p, const char *source, const char *text)
{
	vec_push(&p->s->points,
		((struct markdown_point){p->s->text.len, (size_t)(source - p->text)}));
	str_add(&p->s->text, text);
}

/* ---- inside lines ---- */

static const char *find(const char *at, const char *end, const char *word)
{
	size_t len = strlen(word);

	for (; (at = memchr(at, *word, (size_t)(end - at))) && (size_t)(end - at) >= len; at++)
		if (memcmp(at, word, len) == 0)
			return at;
	return NULL;
}

/* Behind a code span that begins at `at`, or behind its backticks when none does. */
static const char *skip_code(const char *at, const char *end)
{
	const char *run = at, *next;
	size_t len, closing;

	while (run < end && *run == '`')
		run++;
	len = (size_t)(run - at);
	for (next = run; (next = memchr(next, '`', (size_t)(end - next)));) {
		for (closing = 0; next < end && *next == '`'; next++)
			closing++;
		if (closing == len)
			return next;
	}
	return run;
}

/* No attributes are longer; without a limit many open braces take quadratic time. */
#define BRACES_MAX 1000

/* Attributes of kramdown and Pandoc, template tags: behind it, or NULL. */
static const char *skip_braces(struct pass *p, const struct markdown_line *l, const char *at)
{
	const char *end = l->end - at > BRACES_MAX ? at + BRACES_MAX : l->end;
	const char *close = memchr(at, '}', (size_t)(end - at));
	bool follows = at > l->at && strchr("])`*_", at[-1]);
	bool is_heading = *l->at == '#';

	if (!close || at + 1 >= l->end)
		return NULL;
	if (at[1] == '%' || (at[1] == '{' && at + 2 < l->end && strchr("<%", at[2]))) {
		close = find(at + 2, end, at[1] == '%' ? "%}" : "}}");
		return close ? close + 2 : NULL;
	}
	if (at[1] == ':' || ((at[1] == '#' || at[1] == '.') && (follows || is_heading))) {
		if (find(at, close, "\"term\"") || find(at, close, ".term"))
			vec_push(&p->s->spans, p->s->text.len);
		return close + 1;
	}
	return NULL;
}

/* "[^1]", "[!NOTE]": behind it, or NULL. */
static const char *skip_note(const struct markdown_line *l, const char *at)
{
	enum { LONGEST = 60 };
	const char *close = at + 2;

	if (l->end - at < 4 || (at[1] != '^' && at[1] != '!') ||
		(at[1] == '!' && (at == l->at || l->at[strspn(l->at, " ")] != '>')))
		return NULL;
	while (close < l->end && close - at < LONGEST && *close != ']' && *close != ' ')
		close++;
	return close < l->end && *close == ']' ? close + 1 : NULL;
}

/* A comment may go on over lines: *l ends where it does. */
static const char *skip_comment(struct pass *p, struct markdown_line *l, const char *at)
{
	const char *close;

	if (p->no_comment_ends || l->end - at < 4 || memcmp(at, "<!--", 4) != 0)
		return NULL;
	close = find(at + 4, p->end, "-->");
	if (!close) {
		p->no_comment_ends = true;
		return NULL;
	}
	close += 3;
	if (close > l->end)
		markdown_next_line(close, p->end, l);
	if (close == p->end)
		l->at = l->end = l->next = p->end;
	return close;
}

static void inline_text(struct pass *p, struct markdown_line *l)
{
	const char *at = l->at, *kept = l->at, *skipped;

	while (at < l->end) {
		at += strcspn(at, "`{[<\\\n");
		if (at >= l->end)
			break;
		skipped = NULL;
		if (*at == '\\' || *at == '`') {
			at = *at == '`' ? skip_code(at, l->end) : at + 2;
			continue;
		}
		keep(p, kept, at);
		kept = at;
		if (*at == '{')
			skipped = skip_braces(p, l, at);
		else if (*at == '[')
			skipped = skip_note(l, at);
		else if (*at == '<')
			skipped = skip_comment(p, l, at);
		if (skipped)
			kept = at = skipped;
		else if (at < l->end)
			at++;
	}
	keep(p, kept, l->end);
}

/* ---- lines ---- */

/* Code between fences, which is not touched.  True when the line belongs to it. */
static bool fenced(struct pass *p, const struct markdown_line *l)
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
static void find_raw(struct pass *p, const char *at, const char *end)
{
	for (size_t t = 0; t < RAW_TAGS; t++) {
		size_t len = strlen(raw_tags[t][0]);

		if ((size_t)(end - at) <= len || strncasecmp(at, raw_tags[t][0], len) != 0 ||
			!strchr(" >\t", at[len]) || p->no_raw_ends[t])
			continue;
		if (find(at, p->end, raw_tags[t][1]))
			p->raw = raw_tags[t][1];
		else
			p->no_raw_ends[t] = true;
	}
}

/* True when the line is in it. */
static bool raw_html(struct pass *p, const struct markdown_line *l)
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
		put(p, l->at, "<!---->");
	else
		keep(p, at, l->end);
	if (find(l->at, l->end, p->raw))
		p->raw = NULL;
	return true;
}

/* Terms and their meanings; true when the line is done. */
static bool definition(struct pass *p, struct markdown_line *l)
{
	const char *mark;

	if (p->expects && !p->terms && markdown_is_meaning(l, &mark)) {
		keep(p, l->at, mark);
		vec_push(&p->s->meanings, p->s->text.len);
		put(p, mark, "+");
		l->at = mark + 1;
		inline_text(p, l);
		return true;
	}
	if (!p->terms && (p->after_blank || p->expects)) {
		p->terms = markdown_terms_ahead(l->at, p->end);
		p->expects = p->terms || (p->expects && (!p->after_blank || markdown_indent(l)));
	}
	if (!p->terms)
		return false;
	p->terms--;
	put(p, l->at, "\n");
	vec_push(&p->s->terms, p->s->text.len);
	inline_text(p, l);
	put(p, l->end, "\n");
	return true;
}

/* The line below a table's head; md4c wants three dashes in each cell. */
static bool table_rule(struct pass *p, const struct markdown_line *l)
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
		keep(p, at, run);
		if (*at == '-' && run - at < 3)
			put(p, at, run - at == 1 ? "--" : "-");
	}
	return true;
}

static void text_line(struct pass *p, struct markdown_line *l)
{
	const char *colon;

	if (markdown_is_markup(l)) {
		p->after_blank = true;
		return;
	}
	if (markdown_indent(l) < 4 && l->end - l->at > 4 && l->at[0] == '[' && l->at[1] == '^' &&
		(colon = find(l->at, l->end, "]:"))) {
		put(p, l->at, "\n");
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
	if (!table_rule(p, l) && !definition(p, l))
		inline_text(p, l);
	p->after_blank = *l->at == '#';
}

void markdown_prepare(struct markdown_source *ret, const char *text, size_t len)
{
	struct pass p = {.s = ret, .text = text, .end = text + len, .after_blank = true};
	struct markdown_line l;

	str_reserve(&ret->text, len + len / 16 + 16);
	for (const char *at = text + markdown_front_matter(text, len, &ret->title);
		markdown_next_line(at, p.end, &l); at = l.next) {
		if (fenced(&p, &l)) {
			keep(&p, l.at, l.end);
			p.after_blank = false;
		} else if (!raw_html(&p, &l)) {
			if (markdown_is_blank(&l)) {
				p.after_blank = true;
				p.in_division = false;
			} else
				text_line(&p, &l);
		}
		put(&p, l.end, "\n");
	}
}
