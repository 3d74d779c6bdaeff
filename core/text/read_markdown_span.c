#include "core/text/read_markdown.h"

#include <string.h>

void markdown_open_span(
	struct markdown_spans *s, struct text_inline *i, int kind, const char *tag, bool is_local)
{
	struct markdown_span span = {.at = i->text.len, .is_local = is_local};

	span.mark = kind == MARK_NONE ? (size_t)-1 : text_inline_begin(i, (enum mark_kind)kind);
	memcpy(span.tag, tag, strlen(tag));
	vec_push(&s->open, span);
}

void markdown_close_span(struct markdown_spans *s, struct text_flow *f, struct text_inline *i)
{
	struct markdown_span span = s->open.at[--s->open.len];
	bool is_cell = i != &f->in;

	if (strcmp(span.tag, "sup") == 0 && !is_cell)
		flow_superscript(f, span.at);
	if (span.mark >= i->marks.len)
		return;
	if (i->marks.at[span.mark].kind == MARK_LINK && !is_cell)
		flow_end_link(f, span.mark, span.is_local);
	else
		text_inline_end(i, span.mark);
}

static int mark_of(const char *tag)
{
	static const struct {
		const char *tag;
		int kind;
	} marks[] = {{"b", MARK_STRONG}, {"strong", MARK_STRONG}, {"i", MARK_EMPHASIS},
		{"em", MARK_EMPHASIS}, {"code", MARK_CODE}, {"kbd", MARK_CODE}, {"dfn", MARK_TERM},
		{"a", MARK_LINK}, {"sup", MARK_NONE}};

	for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
		if (strcmp(marks[m].tag, tag) == 0)
			return marks[m].kind;
	return MARK_OTHER;
}

void markdown_inline_html(struct markdown_spans *s, struct text_flow *f, struct text_inline *i,
	const char *text, size_t len)
{
	bool closes = len > 1 && text[1] == '/';
	char tag[12];
	size_t n = 0;

	for (size_t at = closes ? 2 : 1; at < len && n + 1 < sizeof tag; at++) {
		if (strchr(" \t\n/>", text[at]))
			break;
		tag[n++] = (char)(text[at] | 0x20);
	}
	tag[n] = '\0';
	if (strcmp(tag, "br") == 0)
		text_inline_break(i);
	else if (strcmp(tag, "img") == 0)
		f->has_image = f->has_image || !f->in.text.len;
	else if (!closes && mark_of(tag) != MARK_OTHER && text[len - 2] != '/')
		markdown_open_span(s, i, mark_of(tag), tag, true);
	else if (closes)
		for (size_t o = s->open.len; o-- > 0 && *s->open.at[o].tag;)
			if (strcmp(s->open.at[o].tag, tag) == 0) {
				while (s->open.len > o)
					markdown_close_span(s, f, i);
				break;
			}
}

void markdown_plain_text(struct text_inline *i, const char *text, size_t len)
{
	const char *end = text + len, *star, *from = text;

	for (star = text; (star = memchr(star, '*', (size_t)(end - star))); star++) {
		size_t quote = end - star > 4 && (memcmp(star + 1, "“", 3) == 0 ||
							 memcmp(star + 1, "”", 3) == 0)
				       ? 3
			       : end - star > 2 && star[1] == '"' ? 1
								  : 0;

		if (!quote || star[1 + quote] != '*')
			continue;
		text_inline_add(i, from, (size_t)(star - from));
		text_inline_add(i, star + 1, quote);
		from = star + quote + 2;
		star = from - 1;
	}
	text_inline_add(i, from, (size_t)(end - from));
}
