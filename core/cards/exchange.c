#include "core/cards/exchange.h"

#include "core/base/map.h"

#include <string.h>

void exchange_release(struct exchange *x)
{
	vec_release(&x->notes);
	vec_release(&x->problems);
	arena_release(&x->arena);
	memset(x, 0, sizeof *x);
}

static void name(struct exchange *x, struct map *seen, struct exchange_note *n)
{
	const char *asked = n->cloze ? n->cloze : n->question;
	char guid[NOTE_GUID_MAX];

	note_guid_of(asked, guid);
	if (map_get(seen, guid))
		note_guid_of(arena_printf(&x->arena, "%s\x1f%s", asked, n->answer), guid);
	n->guid = arena_strdup(&x->arena, guid);
	n->is_unnamed = true;
	map_put(seen, n->guid, n);
}

void exchange_name(struct exchange *x)
{
	struct map seen = {0};

	for (size_t i = 0; i < x->notes.len; i++)
		if (!x->notes.at[i].guid || !*x->notes.at[i].guid)
			name(x, &seen, &x->notes.at[i]);
	map_release(&seen);
}

void exchange_problem(struct exchange *x, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vec_push(&x->problems, arena_vprintf(&x->arena, format, args));
	va_end(args);
}
