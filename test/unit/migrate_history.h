#ifndef TEST_UNIT_MIGRATE_HISTORY_H
#define TEST_UNIT_MIGRATE_HISTORY_H

#include "core/migrate/migration.h"

#include <stdlib.h>
#include <string.h>

/* A history from texts, "1.sql" and so on, for tests that need no folder.  A text without
 * "-- migrate:up" is the up alone. */

static inline char *text_part(struct arena *a, const char *text, size_t from, size_t to)
{
	char *part = arena_strdup(a, text);

	for (size_t i = 0; part[i]; i++)
		if ((i < from || i >= to) && part[i] != '\n')
			part[i] = ' ';
	return part;
}

static inline bool text_is_blank(const char *text)
{
	while (*text) {
		text += strspn(text, " \t\r\n;");
		if (*text && strncmp(text, "--", 2) != 0)
			return false;
		text += strcspn(text, "\n");
	}
	return true;
}

static inline void text_script(
	struct arena *a, const char *text, const char *mark, struct migration_script *ret)
{
	static const char any[] = "-- migrate:";
	const char *at = strstr(text, mark), *body, *end, *option;

	if (!at)
		return;
	body = at + strcspn(at, "\n");
	end = strstr(body, any);
	option = strstr(at, "transaction:false");
	ret->no_transaction = option && option < body;
	ret->text = text_part(
		a, text, (size_t)(body - text), end ? (size_t)(end - text) : strlen(text));
	ret->is_empty = text_is_blank(ret->text);
}

static inline void history_add(struct history *h, const char *text)
{
	struct migration m = {.name = ""};
	const char *path = arena_printf(&h->arena, "%zu.sql", h->list.len + 1);

	m.version = arena_printf(&h->arena, "%zu", h->list.len + 1);
	m.up.path = m.down.path = path;
	if (strstr(text, "-- migrate:up")) {
		text_script(&h->arena, text, "-- migrate:up", &m.up);
		text_script(&h->arena, text, "-- migrate:down", &m.down);
	} else {
		m.up.text = arena_strdup(&h->arena, text);
		m.up.is_empty = text_is_blank(text);
	}
	vec_push(&h->list, m);
}

static inline void history_free(struct history *h)
{
	vec_release(&h->list);
	arena_release(&h->arena);
}

#endif
