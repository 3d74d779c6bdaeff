#include "core/data/user_file.h"

#include "core/base/fs.h"
#include "core/base/utf8.h"

#include <stdlib.h>
#include <string.h>

bool user_file_read(struct user_file *s, const char *path, struct err *err)
{
	*s = (struct user_file){0};
	if (!fs_read(path, USER_FILE_MAX_BYTES, &s->text, err))
		return false;
	s->path = mem_strdup(path);
	return true;
}

void user_file_from_text(struct user_file *s, const char *path, const char *text, size_t len)
{
	*s = (struct user_file){.path = mem_strdup(path)};
	str_add_bytes(&s->text, text, len);
}

void user_file_release(struct user_file *s)
{
	free(s->path);
	str_release(&s->text);
	vec_release(&s->lines);
	*s = (struct user_file){0};
}

static void index_lines(struct user_file *s)
{
	const char *text = str_text(&s->text), *p = text;

	if (s->lines.len)
		return;
	vec_push(&s->lines, 0);
	while ((p = memchr(p, '\n', s->text.len - (size_t)(p - text))))
		vec_push(&s->lines, (uint32_t)(++p - text));
}

static size_t line_at(struct user_file *s, size_t offset)
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

static size_t step(const struct user_file *s, size_t at)
{
	uint32_t cp;
	size_t len = utf8_decode(s->text.at + at, s->text.len - at, &cp);

	return len ? len : 1;
}

void user_file_place(struct user_file *s, size_t offset, int *ret_line, int *ret_column)
{
	size_t line = line_at(s, offset), at = s->lines.at[line];
	int column = 1;

	for (; at < offset && at < s->text.len; column++)
		at += step(s, at);
	*ret_line = (int)line + 1;
	*ret_column = column;
}

size_t user_file_offset(struct user_file *s, int line, int column)
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

void user_file_vreport(struct user_file *s, struct diags *diags, enum diag_severity severity,
	size_t offset, const char *code, const char *hint, const char *format, va_list args)
{
	struct diag finding = {.severity = severity, .path = mem_strdup(s->path)};
	struct str message = {0};

	user_file_place(s, offset, &finding.line, &finding.column);
	str_vaddf(&message, format, args);
	finding.code = mem_strdup(code);
	finding.message = diag_clean(str_text(&message), message.len);
	str_release(&message);
	finding.hint = hint ? mem_strdup(hint) : NULL;
	finding.excerpt = diag_excerpt(str_text(&s->text), s->text.len,
		s->lines.at[finding.line - 1], offset, &finding.caret);
	diags_add_take(diags, finding);
}

void user_file_report(struct user_file *s, struct diags *diags, enum diag_severity severity,
	size_t offset, const char *code, const char *hint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	user_file_vreport(s, diags, severity, offset, code, hint, format, args);
	va_end(args);
}
