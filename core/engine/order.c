#include "core/engine/order.h"

#include "core/engine/frame.h"
#include "core/engine/path.h"

#include <stdlib.h>
#include <string.h>

void order_init(struct order *o, const struct workflow *wf, struct registry *registry)
{
	*o = (struct order){.workflow = wf, .registry = registry};
}

void order_release(struct order *o)
{
	for (size_t i = 0; i < o->documents.len; i++)
		map_release(&o->documents.at[i].ids);
	vec_release(&o->documents);
	arena_release(&o->arena);
}

static void add_step(void *self, const struct step *step, int depth)
{
	struct order *o = self;
	struct map *ids = &o->documents.at[o->documents.len - 1].ids;
	struct str id = {0};

	(void)depth;
	path_add_id(&id, step->id);
	map_put(ids, arena_strdup(&o->arena, str_text(&id)), (void *)step);
	str_release(&id);
}

/* The steps of a document, looked through when it is first asked for. */
static const struct map *steps_of(struct order *o, const struct workflow *wf)
{
	for (size_t i = 0; i < o->documents.len; i++)
		if (o->documents.at[i].workflow == wf)
			return &o->documents.at[i].ids;
	vec_push(&o->documents, ((struct document_steps){.workflow = wf}));
	workflow_each_step(&wf->steps, add_step, o);
	return &o->documents.at[o->documents.len - 1].ids;
}

static const struct workflow *document_named(struct order *o, const char *name)
{
	const struct workflow *wf;
	struct err err;

	return registry_find(o->registry, name, &wf, NULL, &err) ? wf : NULL;
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

/* Where a middleware (its name escaped) first stands in the chain, from -1 down
 * from behind: before every step. */
static long place_in_chain(struct order *o, const struct part *part, const char **ret_name)
{
	cJSON *chain = middleware_chain(o->workflow);
	long place = -(long)json_count(chain) - 1, found = 0;
	struct str id = {0};

	json_each(name, chain) {
		place++;
		str_clear(&id);
		path_add_id(&id, name->valuestring);
		if (!found && id.len == part->len - 1 &&
			memcmp(id.at, part->name + 1, id.len) == 0) {
			found = place;
			*ret_name = arena_strdup(&o->arena, name->valuestring);
		}
	}
	str_release(&id);
	json_free(chain);
	return found;
}

/* Where a part stands in its document (NULL: not known which), and in *ret
 * which one the parts behind it belong to. */
static long place_of(struct order *o, const struct workflow *wf, const struct part *part,
	const struct workflow **ret)
{
	const char *name = NULL;
	const struct step *step;
	long place;

	*ret = wf;
	if (part->name[0] == '@') {
		place = place_in_chain(o, part, &name);
		*ret = name ? document_named(o, name) : NULL;
		return place;
	}
	step = wf ? map_get_bytes(steps_of(o, wf), part->name, part->len) : NULL;
	if (step && step->kind == STEP_SUBWORKFLOW)
		*ret = binding_is_dynamic(step->subject)
			? NULL
			: document_named(o, step->subject->at->valuestring);
	return step ? step->at->valueint + 1 : 0;
}

int order_compare(struct order *o, const char *a, const char *b)
{
	const struct workflow *wf = o->workflow, *inner, *ignored;
	struct part x, y;

	for (;; wf = inner) {
		bool more_a = next_part(&a, &x), more_b = next_part(&b, &y);
		long px, py;

		if (!more_a || !more_b)
			return more_a - more_b;
		px = place_of(o, wf, &x, &inner);
		py = place_of(o, wf, &y, &ignored);
		if (px != py)
			return px < py ? -1 : 1;
		if (x.item != y.item)
			return x.item < y.item ? -1 : 1;
	}
}

bool order_knows(struct order *o, const char *path)
{
	const struct workflow *wf = o->workflow;
	struct part part;

	while (wf && next_part(&path, &part))
		if (place_of(o, wf, &part, &wf) == 0)
			return false;
	return true;
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
		path_add_id(path, step->id);
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
