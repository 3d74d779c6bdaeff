#include "core/engine/order.h"


#include <stdlib.h>
#include <string.h>

static void add_place(void *self, const struct step *step, int depth)
{
	struct order *o = self;

	(void)depth;
	map_put(&o->places, step->id, (void *)(uintptr_t)(step->at->valueint + 1));
}

void order_init(struct order *o, const struct workflow *wf)
{
	*o = (struct order){.workflow = wf};
	workflow_each_step(&wf->steps, add_place, o);
}

void order_release(struct order *o)
{
	map_release(&o->places);
}

/* One part of a path, and the item behind it: "items[3]". */
struct part {
	const char *name;
	size_t len;
	long item; /* -1: none */
};

static bool next_part(const char **path, struct part *ret)
{
	const char *p = *path;

	if (!*p)
		return false;
	*ret = (struct part){.name = p, .len = strcspn(p, "[/"), .item = -1};
	p += ret->len;
	if (*p == '[') {
		ret->item = strtol(p + 1, NULL, 10);
		p += strcspn(p, "/");
	}
	*path = *p == '/' ? p + 1 : p;
	return true;
}

static long place_of(const struct order *o, const struct part *part)
{
	if (part->name[0] == '@')
		return 0;
	return (long)(uintptr_t)map_get_bytes(&o->places, part->name, part->len);
}

int order_compare(const struct order *o, const char *a, const char *b)
{
	struct part x, y;

	for (;;) {
		bool more_a = next_part(&a, &x), more_b = next_part(&b, &y);
		long px, py;

		if (!more_a || !more_b)
			return more_a - more_b;
		px = place_of(o, &x);
		py = place_of(o, &y);
		if (px != py)
			return px < py ? -1 : 1;
		if (x.item != y.item)
			return x.item < y.item ? -1 : 1;
	}
}

bool order_holds(const char *container, const char *path)
{
	size_t len = strlen(container);

	return strncmp(container, path, len) == 0 && (!path[len] || path[len] == '/' || path[len] == '[');
}

static bool find(const struct block *block, const char *id, struct str *path)
{
	size_t mark = path->len;

	for (size_t i = 0; i < block->len; i++) {
		const struct step *step = block->at[i];
		bool repeats = step->kind == STEP_FOREACH || step->kind == STEP_LOOP;

		str_truncate(path, mark);
		str_add(path, step->id);
		if (str_eq(step->id, id))
			return true;
		str_add(path, repeats ? "[0]/" : "/");
		for (size_t arm = 0; arm < step->arms_len; arm++)
			if (find(&step->arms[arm].steps, id, path))
				return true;
		if (find(&step->body, id, path) || find(&step->handler, id, path) ||
			find(&step->cleanup, id, path))
			return true;
	}
	str_truncate(path, mark);
	return false;
}

char *order_path_of(const struct workflow *wf, struct arena *a, const char *id)
{
	struct str path = {0};
	char *found = find(&wf->steps, id, &path) ? arena_strdup(a, str_text(&path)) : NULL;

	str_release(&path);
	return found;
}
