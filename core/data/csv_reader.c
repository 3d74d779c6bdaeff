#include "core/data/csv_reader.h"

#include "core/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Where a field without quotes ends: at the NUL behind the text at the latest. */
static const char *field_end(const struct csv_reader *r, const char *at)
{
	const char delimiter = r->delimiter;

	for (;; at++) {
		/* All of them but a strange delimiter are below '0'. */
		if ((unsigned char)*at > ';' && *at != delimiter)
			continue;
		if (*at == delimiter || *at == '\n' || *at == '\r' || (!*at && at >= r->end))
			return at;
	}
}

static struct csv_field *add_field(struct csv_reader *r)
{
	if (r->count == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 32;
		r->fields = mem_resize(r->fields, r->cap * sizeof *r->fields);
	}
	return &r->fields[r->count++];
}

/* The rest of a field with doubled quotes, from the first of them on.  Its
 * place is not known before the row is complete: memory may move. */
static bool unquote(
	struct csv_reader *r, struct csv_field *field, const char *from, int start, struct err *err)
{
	size_t before = r->unquoted.len;
	const char *quote = r->at;

	for (;;) {
		str_add_bytes(&r->unquoted, from, (size_t)(quote - from));
		r->at = quote + 1;
		if (*r->at != '"' || r->at >= r->end)
			break;
		from = r->at;
		quote = memchr(from + 1, '"', (size_t)(r->end - from - 1));
		if (!quote)
			return err_set(err, ERR_INPUT, "%d: a quote that never closes", start);
	}
	field->at = NULL;
	field->len = r->unquoted.len - before;
	return true;
}

static int count_lines(const char *from, const char *to)
{
	int count = 0;

	while ((from = memchr(from, '\n', (size_t)(to - from)))) {
		count++;
		from++;
	}
	return count;
}

static bool read_quoted(struct csv_reader *r, struct csv_field *field, struct err *err)
{
	const char *start = r->at + 1;
	const char *quote = memchr(start, '"', (size_t)(r->end - start));
	int line = r->line;

	if (!quote)
		return err_set(err, ERR_INPUT, "%d: a quote that never closes", line);
	field->quoted = true;
	field->at = start;
	field->len = (size_t)(quote - start);
	r->at = quote;
	if (quote + 1 < r->end && quote[1] == '"') {
		if (!unquote(r, field, start, line, err))
			return false;
	} else {
		r->at++;
	}
	r->line += count_lines(start, r->at);
	if (r->at < r->end && *r->at != r->delimiter && *r->at != '\n' && *r->at != '\r')
		return err_set(err, ERR_INPUT, "%d: text behind a closing quote", r->line);
	return true;
}

static bool read_fields(struct csv_reader *r, struct err *err)
{
	for (;; r->at++) {
		struct csv_field *field = add_field(r);

		if (*r->at == '"' && r->at < r->end) {
			if (!read_quoted(r, field, err))
				return false;
		} else {
			field->at = r->at;
			field->quoted = false;
			r->at = field_end(r, r->at);
			field->len = (size_t)(r->at - field->at);
		}
		if (*r->at != r->delimiter || r->at >= r->end)
			return true;
	}
}

bool csv_reader_next(struct csv_reader *r, bool *ret_row, struct err *err)
{
	*ret_row = r->at < r->end;
	if (!*ret_row)
		return true;
	r->count = 0;
	str_clear(&r->unquoted);
	if (!read_fields(r, err))
		return false;
	if (r->at < r->end && *r->at == '\r')
		r->at++;
	if (r->at < r->end && *r->at == '\n')
		r->at++;
	r->line++;
	if (r->unquoted.len) {
		const char *at = r->unquoted.at;

		for (size_t i = 0; i < r->count; i++)
			if (!r->fields[i].at) {
				r->fields[i].at = at;
				at += r->fields[i].len;
			}
	}
	return true;
}

void csv_reader_release(struct csv_reader *r)
{
	free(r->fields);
	str_release(&r->unquoted);
}
