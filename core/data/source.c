#include "core/data/source.h"

#include "core/base/fs.h"
#include "core/base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Code points: of a longer line only the part around the place is shown, this
 * much before it; the caret would be off the screen. */
#define EXCERPT_MAX 200
#define EXCERPT_BEFORE 60
#define ELLIPSIS "..."

bool source_read(struct source *s, const char *path, struct err *err)
{
	*s = (struct source){0};
	if (!fs_read(path, SOURCE_MAX_BYTES, &s->text, err))
		return false;
	s->path = mem_strdup(path);
	return true;
}

void source_from_text(struct source *s, const char *path, const char *text, size_t len)
{
	*s = (struct source){.path = mem_strdup(path)};
	str_add_bytes(&s->text, text, len);
}

void source_release(struct source *s)
{
	free(s->path);
	str_release(&s->text);
	vec_release(&s->lines);
	*s = (struct source){0};
}

static void index_lines(struct source *s)
{
	const char *text = str_text(&s->text), *p = text;

	if (s->lines.len)
		return;
	vec_push(&s->lines, 0);
	while ((p = memchr(p, '\n', s->text.len - (size_t)(p - text))))
		vec_push(&s->lines, (uint32_t)(++p - text));
}

static size_t line_at(struct source *s, size_t offset)
{
	size_t low = 0, high;

	index_lines(s);
	high = s->lines.len;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (s->lines.at[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static size_t step(const struct source *s, size_t at)
{
	uint32_t cp;
	size_t len = utf8_decode(s->text.at + at, s->text.len - at, &cp);

	return len ? len : 1;
}

void source_place(struct source *s, size_t offset, int *ret_line, int *ret_column)
{
	size_t line = line_at(s, offset), at = s->lines.at[line];
	int column = 1;

	for (; at < offset && at < s->text.len; column++)
		at += step(s, at);
	*ret_line = (int)line + 1;
	*ret_column = column;
}

size_t source_offset(struct source *s, int line, int column)
{
	size_t at;

	index_lines(s);
	if (line < 1)
		return 0;
	if ((size_t)line > s->lines.len)
		return s->text.len;
	at = s->lines.at[line - 1];
	while (--column > 0 && at < s->text.len && s->text.at[at] != '\n')
		at += step(s, at);
	return at;
}

/* What a terminal or a JSON text must not get from a user's file: broken UTF-8
 * (a "%.60s" may cut a character too) and control characters. */
static void add_clean(struct str *out, const char *text, size_t len)
{
	uint32_t cp;

	for (size_t at = 0, size; at < len; at += size) {
		size = utf8_decode(text + at, len - at, &cp);
		if (!size || (cp < 0x20 && cp != '\t') || (cp >= 0x7f && cp < 0xa0))
			str_add(out, "\xef\xbf\xbd");
		else
			str_add_bytes(out, text + at, size);
		size = size ? size : 1;
	}
	str_add(out, "");
}

static bool at_line_end(const struct source *s, size_t at)
{
	const char *p = str_text(&s->text) + at;

	return at >= s->text.len || *p == '\n' || (*p == '\r' && p[1] == '\n');
}

/* `count` code points on, at most to the end of the line. */
static size_t advance(const struct source *s, size_t at, int count)
{
	while (count-- > 0 && !at_line_end(s, at))
		at += step(s, at);
	return at;
}

static void set_excerpt(struct source *s, struct diag *f)
{
	size_t start = s->lines.at[f->line - 1], end = advance(s, start, EXCERPT_MAX), from = start;
	struct str out = {0};

	f->caret = f->column - 1;
	if (!at_line_end(s, end) && f->caret > EXCERPT_BEFORE) {
		from = advance(s, start, f->caret - EXCERPT_BEFORE);
		end = advance(s, from, EXCERPT_MAX);
		f->caret = EXCERPT_BEFORE + (int)strlen(ELLIPSIS);
		str_add(&out, ELLIPSIS);
	}
	add_clean(&out, str_text(&s->text) + from, end - from);
	if (!at_line_end(s, end))
		str_add(&out, ELLIPSIS);
	f->excerpt = str_take(&out);
}

void source_vreport(struct source *s, struct diags *diags, enum diag_severity severity,
	size_t offset, const char *code, const char *hint, const char *format, va_list args)
{
	struct diag finding = {.severity = severity, .path = mem_strdup(s->path)};
	struct str message = {0}, cleaned = {0};

	source_place(s, offset, &finding.line, &finding.column);
	str_vaddf(&message, format, args);
	finding.code = mem_strdup(code);
	add_clean(&cleaned, str_text(&message), message.len);
	finding.message = str_take(&cleaned);
	str_release(&message);
	finding.hint = hint ? mem_strdup(hint) : NULL;
	set_excerpt(s, &finding);
	diags_add_take(diags, finding);
}

void source_report(struct source *s, struct diags *diags, enum diag_severity severity,
	size_t offset, const char *code, const char *hint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	source_vreport(s, diags, severity, offset, code, hint, format, args);
	va_end(args);
}
