#include "core/migrate/vars.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *value_of(const struct vars *v, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = v->given_len; i-- > 0;)
		if (strncmp(v->given[i], name, len) == 0 && v->given[i][len] == '=')
			return v->given[i] + len + 1;
	return getenv(name);
}

/* How long "${NAME}" at `at` is, and its name; 0: it is none. */
static size_t name_at(const char *at, struct str *ret)
{
	size_t len = 2;

	str_clear(ret);
	if (strncmp(at, "${", 2) != 0 || isdigit((unsigned char)at[2]))
		return 0;
	while (isalnum((unsigned char)at[len]) || at[len] == '_')
		str_add_char(ret, at[len++]);
	return at[len] == '}' && ret->len ? len + 1 : 0;
}

static void begin_piece(struct filled *f, size_t from)
{
	vec_push(&f->pieces, ((struct filled_piece){f->text.len, from}));
}

bool vars_fill(const struct vars *v, const char *text, struct filled *ret, size_t *ret_offset,
	struct err *err)
{
	struct str name = {0};
	bool ok = true;

	begin_piece(ret, 0);
	for (size_t at = 0, len; ok && text[at]; at += len) {
		const char *value;

		if (strncmp(text + at, "$${", 3) == 0) {
			str_add(&ret->text, "${");
			len = 3;
			begin_piece(ret, at + len);
			continue;
		}
		len = name_at(text + at, &name);
		if (!len) {
			len = 1;
			str_add_char(&ret->text, text[at]);
			continue;
		}
		value = value_of(v, str_text(&name));
		if (!value) {
			*ret_offset = at;
			ok = err_set(err, ERR_INPUT, "'%s' has no value", str_text(&name));
			err_hint(err, "give it with --var %s=VALUE, or in the environment",
				str_text(&name));
			continue;
		}
		begin_piece(ret, at);
		str_add(&ret->text, value);
		begin_piece(ret, at + len);
	}
	str_release(&name);
	return ok;
}

size_t filled_origin(const struct filled *f, size_t offset)
{
	size_t piece = 0, next;

	while (piece + 1 < f->pieces.len && f->pieces.at[piece + 1].at <= offset)
		piece++;
	next = piece + 1 < f->pieces.len ? f->pieces.at[piece + 1].from : SIZE_MAX;
	offset = f->pieces.at[piece].from + offset - f->pieces.at[piece].at;
	return offset < next ? offset : next;
}

void filled_release(struct filled *f)
{
	str_release(&f->text);
	vec_release(&f->pieces);
}
