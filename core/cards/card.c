#include "core/cards/card.h"

#include "core/base/str.h"

#include <string.h>

static const char *const names[CARD_KINDS] = {"definition", "fact", "faq", "cause", "condition",
	"number", "list", "acronym", "table", "cloze", "note"};

const char *card_kind_name(enum card_kind kind)
{
	return names[kind];
}

enum card_kind card_kind_of(const char *name)
{
	int kind = 0;

	while (kind < CARD_KINDS && !str_eq(names[kind], name))
		kind++;
	return (enum card_kind)kind;
}

void card_set_release(struct card_set *s)
{
	vec_release(&s->list);
	vec_release(&s->left);
	arena_release(&s->arena);
	memset(s, 0, sizeof *s);
}
