#include "core/text/document.h"

#include "core/text/letter.h"
#include "core/text/looks.h"

#include <string.h>
#include <strings.h>

void text_document_release(struct text_document *d)
{
	vec_release(&d->blocks);
	vec_release(&d->notes);
	arena_release(&d->arena);
	memset(d, 0, sizeof *d);
}

void text_document_note(struct text_document *d, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vec_push(&d->notes, arena_vprintf(&d->arena, format, args));
	va_end(args);
}

/* ---- text as it comes ---- */

static bool ends_in_blank(const struct str *s)
{
	return !s->len || s->at[s->len - 1] == ' ' || s->at[s->len - 1] == '\n';
}

/* Marks that turn the direction of text or join nothing: they hide what is read. */
static bool is_hidden(uint32_t cp)
{
	return cp < ' ' || (cp >= 0x7f && cp < 0xa0) || cp == 0xad || cp == 0xfeff ||
	       (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x2060 && cp <= 0x2069) || (cp >= 0xe0000 && cp <= 0xe007f);
}

void text_inline_add(struct text_inline *i, const char *text, size_t len)
{
	uint32_t cp = 0;

	str_reserve(&i->text, len);
	for (size_t at = 0, step; at < len; at += step) {
		step = letter_next(text + at, len - at, &cp);
		if (i->keeps_blanks && (cp == ' ' || cp == '\t' || cp == '\n'))
			str_add_char(&i->text, (char)cp);
		else if (letter_class(cp) == LETTER_SPACE) {
			if (!ends_in_blank(&i->text))
				str_add_char(&i->text, ' ');
		} else if (!is_hidden(cp))
			str_add_utf8(&i->text, text + at, step);
	}
}

void text_inline_break(struct text_inline *i)
{
	while (!i->keeps_blanks && i->text.len && i->text.at[i->text.len - 1] == ' ')
		str_truncate(&i->text, i->text.len - 1);
	if (i->text.len)
		str_add_char(&i->text, '\n');
}

size_t text_inline_begin(struct text_inline *i, enum mark_kind kind)
{
	struct text_mark mark = {kind, i->text.len, 0};

	vec_push(&i->marks, mark);
	return i->marks.len - 1;
}

void text_inline_end(struct text_inline *i, size_t mark)
{
	if (mark < i->marks.len && i->text.len > i->marks.at[mark].at)
		i->marks.at[mark].len = i->text.len - i->marks.at[mark].at;
}

void text_inline_clear(struct text_inline *i)
{
	str_clear(&i->text);
	i->marks.len = 0;
}

void text_inline_release(struct text_inline *i)
{
	str_release(&i->text);
	vec_release(&i->marks);
}

/* ---- blocks ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* The text without blanks at its ends, and the marks within it. */
static void take_inline(struct text_document *d, struct text_inline *i, struct text_block *ret)
{
	const char *text = str_text(&i->text);
	size_t begin = 0, end = i->text.len, kept = 0;
	struct text_mark *marks;

	while (end > begin && is_blank(text[end - 1]))
		end--;
	while (begin < end && (text[begin] == '\n' || (!i->keeps_blanks && is_blank(text[begin]))))
		begin++;
	ret->text = arena_strndup(&d->arena, text + begin, end - begin);
	ret->len = end - begin;
	marks = i->marks.len ? arena_array(&d->arena, struct text_mark, i->marks.len) : NULL;
	for (size_t m = 0; m < i->marks.len; m++) {
		size_t from = i->marks.at[m].at, to = from + i->marks.at[m].len;

		from = from < begin ? begin : from;
		to = to > end ? end : to;
		while (from < to && is_blank(text[from]))
			from++;
		while (to > from && is_blank(text[to - 1]))
			to--;
		if (from < to)
			marks[kept++] =
				(struct text_mark){i->marks.at[m].kind, from - begin, to - from};
	}
	ret->marks = marks;
	ret->marks_len = kept;
	text_inline_clear(i);
}

struct text_block *text_document_add(struct text_document *d, enum block_kind kind,
	struct text_inline *i, struct text_place place)
{
	struct text_block block = {
		.kind = kind, .place = place, .text = "", .heading = TEXT_NO_BLOCK};
	size_t last = d->blocks.len;

	if (i) {
		take_inline(d, i, &block);
		if (!block.len && kind != BLOCK_DEFINITION)
			return NULL;
	}
	if (last)
		block.heading = d->blocks.at[last - 1].kind == BLOCK_HEADING
					? last - 1
					: d->blocks.at[last - 1].heading;
	vec_push(&d->blocks, block);
	return &d->blocks.at[d->blocks.len - 1];
}

struct text_block *text_document_add_heading(
	struct text_document *d, int level, struct text_inline *i, struct text_place place)
{
	struct text_block *block = text_document_add(d, BLOCK_HEADING, i, place);

	if (!block)
		return NULL;
	block->level = level < 1 ? 1 : level > 6 ? 6 : level;
	while (block->heading != TEXT_NO_BLOCK &&
		d->blocks.at[block->heading].level >= block->level)
		block->heading = d->blocks.at[block->heading].heading;
	return block;
}

size_t text_heading_path(const struct text_document *d, size_t block, size_t *ret, size_t max)
{
	size_t count = 0, kept, at;

	for (at = d->blocks.at[block].heading; at != TEXT_NO_BLOCK; at = d->blocks.at[at].heading)
		count++;
	kept = count < max ? count : max;
	for (at = d->blocks.at[block].heading; at != TEXT_NO_BLOCK; at = d->blocks.at[at].heading)
		if (--count < kept)
			ret[count] = at;
	return kept;
}

/* ---- formats ---- */

static const struct format {
	const char *name;
	text_reader *read;
	const char *extensions, *media_types; /* between commas */
} formats[] = {
	[TEXT_FORMAT_AUTO] = {"auto", NULL, "", ""},
	[TEXT_FORMAT_MARKDOWN] = {"markdown", text_read_markdown,
		",md,markdown,mdown,mkd,mkdn,mdx,rmd,qmd,", ",text/markdown,text/x-markdown,"},
	[TEXT_FORMAT_HTML] = {"html", text_read_html, ",html,htm,xhtml,xht,",
		",text/html,application/xhtml+xml,"},
	[TEXT_FORMAT_EPUB] = {"epub", text_read_epub, ",epub,", ",application/epub+zip,"},
	[TEXT_FORMAT_PDF] = {"pdf", text_read_pdf, ",pdf,", ",application/pdf,"},
	[TEXT_FORMAT_PLAIN] = {"plain", text_read_plain, ",txt,text,", ",text/plain,"},
};
#define FORMATS (sizeof formats / sizeof *formats)

const char *text_format_name(enum text_format f)
{
	return formats[f].name;
}

static bool in_list(const char *list, const char *word, size_t len)
{
	for (const char *at = list; len && *at && (at = strchr(at, ',')) && at[1]; at++)
		if (strncasecmp(at + 1, word, len) == 0 && at[1 + len] == ',')
			return true;
	return false;
}

static bool begins(const struct text_input *in, const char *magic)
{
	return in->len >= strlen(magic) && memcmp(in->bytes, magic, strlen(magic)) == 0;
}

/* "<!doctype html" or "<html" behind blanks and a comment's worth of XML prologue. */
static bool looks_like_html(const struct text_input *in)
{
	char head[512];
	size_t len = in->len < sizeof head - 1 ? in->len : sizeof head - 1, at = 0;

	memcpy(head, in->bytes, len);
	head[len] = '\0';
	while (at < len && !strchr("<", head[at]) && (unsigned char)head[at] <= ' ')
		at++;
	return strncasecmp(head + at, "<!doctype html", 14) == 0 ||
	       strncasecmp(head + at, "<html", 5) == 0 ||
	       (strncasecmp(head + at, "<?xml", 5) == 0 && strstr(head, "<html"));
}

/* The bytes decide where they can: a name may lie. */
static enum text_format format_of(const struct text_input *in)
{
	const char *dot = in->name ? strrchr(in->name, '.') : NULL;
	const char *type = in->media_type ? in->media_type : "";

	if (begins(in, "%PDF-"))
		return TEXT_FORMAT_PDF;
	if (begins(in, "PK\003\004"))
		return TEXT_FORMAT_EPUB;
	for (size_t f = 1; f < FORMATS; f++)
		if (in_list(formats[f].media_types, type, strcspn(type, "; ")) &&
			f != TEXT_FORMAT_PLAIN)
			return (enum text_format)f;
	for (size_t f = 1; dot && f < FORMATS; f++)
		if (in_list(formats[f].extensions, dot + 1, strcspn(dot + 1, "?#")))
			return (enum text_format)f;
	return looks_like_html(in)            ? TEXT_FORMAT_HTML
	       : text_looks_like_markdown(in) ? TEXT_FORMAT_MARKDOWN
					      : TEXT_FORMAT_PLAIN;
}

/* The language that most of the running text is in. */
static enum text_language language_of(const struct text_document *d)
{
	enum { ENOUGH = 40000 };
	enum text_language found;
	struct str text = {0};

	for (size_t b = 0; b < d->blocks.len && text.len < ENOUGH; b++) {
		if (d->blocks.at[b].kind == BLOCK_CODE || d->blocks.at[b].is_chrome)
			continue;
		str_add_bytes(&text, d->blocks.at[b].text, d->blocks.at[b].len);
		str_add_char(&text, '\n');
	}
	found = text_language_of(str_text(&text), text.len);
	str_release(&text);
	return found;
}

bool text_document_read(struct text_document *ret, const struct text_input *in,
	enum text_format format, struct err *err)
{
	if (in->len > TEXT_INPUT_MAX)
		return err_set(err, ERR_INPUT, "'%s' has more than %zu MiB", in->name,
			TEXT_INPUT_MAX >> 20);
	memset(ret, 0, sizeof *ret);
	ret->format = format == TEXT_FORMAT_AUTO ? format_of(in) : format;
	if (!formats[ret->format].read(ret, in, err)) {
		text_document_release(ret);
		return false;
	}
	for (size_t b = 0; b < ret->blocks.len && !ret->title; b++)
		if (ret->blocks.at[b].kind == BLOCK_HEADING && ret->blocks.at[b].level == 1)
			ret->title = ret->blocks.at[b].text;
	ret->language = language_of(ret);
	return true;
}
