#include "core/ai/context.h"
#include "core/ai/prompt_text.h"
#include "core/base/embedded.h"
#include "core/base/fs.h"
#include "core/base/tr.h"

#include <stdlib.h>
#include <string.h>

#define FOLDER "prompts/"
#define SUFFIX ".yaml"

const char *ai_prompt_origin_name(enum ai_prompt_origin origin)
{
	static const char *const names[] = {[PROMPT_PROJECT] = N_("project"),
		[PROMPT_USER] = N_("user"),
		[PROMPT_BUILT_IN] = N_("built in")};

	return names[origin];
}

void ai_prompt_places_release(struct ai_prompt_places *places)
{
	vec_release(&places->list);
}

struct listing {
	struct arena *arena;
	struct ai_prompt_places *places;
	const char *folder;
	enum ai_prompt_origin origin;
};

/* The first of a name holds. */
static void add(struct listing *l, const char *name, const char *path)
{
	for (size_t i = 0; i < l->places->list.len; i++)
		if (str_eq(l->places->list.at[i].name, name))
			return;
	vec_push(&l->places->list, ((struct ai_prompt_place){name, path, l->origin}));
}

static bool add_file(void *self, const char *path, struct err *err)
{
	struct listing *l = self;

	(void)err;
	if (str_ends(path, SUFFIX) && str_eq(fs_dirname(l->arena, path), l->folder))
		add(l, fs_stem(l->arena, path), arena_strdup(l->arena, path));
	return true;
}

static bool add_folder(
	struct listing *l, const char *folder, enum ai_prompt_origin origin, struct err *err)
{
	l->folder = folder;
	l->origin = origin;
	return !folder || !fs_is_dir(folder) || fs_walk(folder, add_file, l, err);
}

static void add_built_in(struct listing *l)
{
	l->origin = PROMPT_BUILT_IN;
	for (const struct embedded *f = embedded_files; f->path; f++)
		if (str_starts(f->path, FOLDER) && str_ends(f->path, SUFFIX))
			add(l, fs_stem(l->arena, f->path),
				arena_printf(l->arena, "templates/%s", f->path));
}

static int by_name(const void *a, const void *b)
{
	const struct ai_prompt_place *left = a, *right = b;

	return strcmp(left->name, right->name);
}

bool ai_prompt_list(struct arena *a, const struct ai_prompt_folders *folders,
	struct ai_prompt_places *ret, struct err *err)
{
	struct ai_prompt_places places = {0};
	struct listing l = {.arena = a, .places = &places};

	if (!add_folder(&l, folders->project, PROMPT_PROJECT, err) ||
		!add_folder(&l, folders->user, PROMPT_USER, err)) {
		ai_prompt_places_release(&places);
		return false;
	}
	add_built_in(&l);
	if (places.list.len)
		qsort(places.list.at, places.list.len, sizeof *places.list.at, by_name);
	*ret = places;
	return true;
}

static bool open_built_in(const struct ai_prompt_place *place, struct diags *diags,
	struct ai_prompt **ret, struct err *err)
{
	const struct embedded *file = embedded_find(place->path + strlen("templates/"));
	struct ai_prompt *p;

	err->kind = ERR_NONE;
	if (!file)
		return err_set(err, ERR_WORK, "there is no '%s'", place->path);
	p = mem_alloc(sizeof *p);
	user_file_from_text(&p->document.file, place->path, file->bytes, file->len);
	if (!ai_prompt_parse(p, diags)) {
		ai_prompt_free(p);
		return false;
	}
	*ret = p;
	return true;
}

bool ai_prompt_open(const struct ai_prompt_place *place, struct diags *diags,
	struct ai_prompt **ret, struct err *err)
{
	return place->origin == PROMPT_BUILT_IN ? open_built_in(place, diags, ret, err)
						: ai_prompt_load(place->path, diags, ret, err);
}

static bool not_found(const struct ai_prompt_places *places, const char *name, struct err *err)
{
	VEC(const char *) names = {0};
	const char *nearest;

	for (size_t i = 0; i < places->list.len; i++)
		vec_push(&names, places->list.at[i].name);
	nearest = str_nearest(name, names.at, names.len);
	err_set(err, ERR_WORK, "there is no prompt '%s'", name);
	if (nearest)
		err_hint(err, "did you mean '%s'?", nearest);
	else
		err_hint(err, "'blokctl prompt list' shows them");
	vec_release(&names);
	return false;
}

bool ai_prompt_find(const char *name, const struct ai_prompt_folders *folders, struct diags *diags,
	struct ai_prompt **ret, struct err *err)
{
	const struct ai_prompt_place *place = NULL;
	struct ai_prompt_places places;
	struct arena arena = {0};
	bool ok = ai_prompt_list(&arena, folders, &places, err);

	if (ok) {
		for (size_t i = 0; i < places.list.len && !place; i++)
			if (str_eq(places.list.at[i].name, name))
				place = &places.list.at[i];
		ok = place ? ai_prompt_open(place, diags, ret, err) : not_found(&places, name, err);
		ai_prompt_places_release(&places);
	}
	arena_release(&arena);
	return ok;
}

bool ai_prompt_for(struct ai *ai, const char *name, struct ai_prompt **ret, struct err *err)
{
	const struct ai_prompt_folders folders = {
		ai->options.project_prompts, ai->options.user_prompts};
	struct diags diags = {0};
	bool ok = ai_prompt_find(name, &folders, &diags, ret, err);

	if (!ok && err->kind == ERR_NONE) {
		const struct diag *d = &diags.list.at[0];

		err_set(err, ERR_INPUT, "%s:%d:%d: %s", d->path, d->line, d->column, d->message);
		err_hint(err, "'blokctl prompt lint' shows what is wrong with prompts");
	}
	diags_release(&diags);
	if (ok && !ai_prompt_allowed(*ret, ai->options.config, err)) {
		ai_prompt_free(*ret);
		*ret = NULL;
		return false;
	}
	return ok;
}
