#include "core/workflow/registry.h"

#include "core/base/fs.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct entry {
	char *path, *name, *stem;
	dev_t device; /* one file can be named in many ways: this is which it is */
	ino_t inode;  /* 0: text that came from no file */
	const struct workflow *loaded;
	bool own; /* loaded here: freed here */
};

struct root {
	char *path;
	bool siblings;
};

struct registry {
	const struct node_set *nodes;
	pthread_mutex_t lock;
	struct arena arena;
	VEC(struct root) roots;
	VEC(struct entry) entries;
	size_t scanned; /* roots looked through so far */
};

struct registry *registry_new(const struct node_set *nodes)
{
	struct registry *r = mem_alloc(sizeof *r);

	r->nodes = nodes;
	pthread_mutex_init(&r->lock, NULL);
	return r;
}

const struct node_set *registry_nodes(const struct registry *r)
{
	return r->nodes;
}

void registry_free(struct registry *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->entries.len; i++)
		if (r->entries.at[i].own)
			workflow_free((struct workflow *)r->entries.at[i].loaded);
	vec_release(&r->entries);
	vec_release(&r->roots);
	arena_release(&r->arena);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

void registry_add(struct registry *r, const char *path)
{
	vec_push(&r->roots, ((struct root){.path = arena_strdup(&r->arena, path)}));
}

void registry_add_siblings(struct registry *r, const char *folder)
{
	vec_push(&r->roots,
		((struct root){.path = arena_strdup(&r->arena, folder), .siblings = true}));
}

/* False when the file is there already, under whatever path. */
static bool add_entry(struct registry *r, struct entry entry)
{
	struct stat st;

	if (stat(entry.path, &st) == 0) {
		entry.device = st.st_dev;
		entry.inode = st.st_ino;
	}
	for (size_t i = 0; entry.inode && i < r->entries.len; i++) {
		const struct entry *e = &r->entries.at[i];

		if (e->inode == entry.inode && e->device == entry.device)
			return false;
	}
	entry.path = arena_strdup(&r->arena, entry.path);
	entry.stem = fs_stem(&r->arena, entry.path);
	vec_push(&r->entries, entry);
	return true;
}

void registry_add_loaded(struct registry *r, const struct workflow *wf)
{
	add_entry(r,
		(struct entry){.path = wf->document.file.path,
			.name = arena_strdup(&r->arena, wf->name),
			.loaded = wf});
}

/* Only the name is read now; findings are for the one who asks for it. */
static char *name_in(struct registry *r, const char *path)
{
	struct document document;
	struct diags diags = {0};
	struct err err;
	char *name = NULL;

	if (document_load(&document, path, &diags, &err)) {
		const cJSON *root = json_get(document.root, "_config");
		const char *text = json_get_string(root ? root : document.root, "name");

		/* a JSON file without steps is data, not a workflow */
		if (json_get(root ? root : document.root, "steps"))
			name = arena_strdup(&r->arena, text ? text : "");
	} else {
		name = arena_strdup(&r->arena, "");
	}
	document_release(&document);
	diags_release(&diags);
	return name;
}

static bool add_file(void *self, const char *path, struct err *err)
{
	struct registry *r = self;

	(void)err;
	if (document_format_of(path) == FORMAT_UNKNOWN || !add_entry(r, (struct entry){.path = (char *)path}))
		return true;
	r->entries.at[r->entries.len - 1].name = name_in(r, path);
	if (!r->entries.at[r->entries.len - 1].name)
		r->entries.len--;
	return true;
}

static void add_siblings(struct registry *r, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);
	struct err err;

	for (int i = 0; i < count; i++) {
		char *path = fs_join(&r->arena, folder, entries[i]->d_name);

		if (entries[i]->d_name[0] != '.' && !fs_is_dir(path))
			add_file(r, path, &err);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static void scan(struct registry *r)
{
	for (; r->scanned < r->roots.len; r->scanned++) {
		const struct root *root = &r->roots.at[r->scanned];
		struct err err;

		if (root->siblings)
			add_siblings(r, root->path);
		else if (fs_is_dir(root->path))
			fs_walk(root->path, add_file, r, &err);
		else
			add_file(r, root->path, &err);
	}
}

static struct entry *by_name(struct registry *r, const char *name, struct entry **ret_second)
{
	struct entry *found = NULL;

	*ret_second = NULL;
	/* What was handed in loaded is what is meant, whatever files say: the run
	 * itself, the documents a run was recorded with. */
	for (size_t i = 0; i < r->entries.len; i++)
		if (r->entries.at[i].loaded && !r->entries.at[i].own &&
			str_eq(r->entries.at[i].name, name))
			return &r->entries.at[i];
	for (int pass = 0; pass < 2 && !found; pass++) {
		for (size_t i = 0; i < r->entries.len; i++) {
			struct entry *e = &r->entries.at[i];

			if (!str_eq(pass ? e->stem : e->name, name))
				continue;
			if (found)
				*ret_second = e;
			else
				found = e;
		}
	}
	return found;
}

static bool not_found(struct registry *r, const char *name, struct err *err)
{
	VEC(const char *) names = {0};
	const char *nearest;

	for (size_t i = 0; i < r->entries.len; i++) {
		vec_push(&names, r->entries.at[i].stem);
		if (*r->entries.at[i].name)
			vec_push(&names, r->entries.at[i].name);
	}
	nearest = str_nearest(name, names.at, names.len);
	err_set(err, ERR_WORK, "there is no workflow '%s'", name);
	if (nearest)
		err_hint(err, "did you mean '%s'?", nearest);
	else
		err_hint(err, "%zu workflows are known; name their folders with --with",
			r->entries.len);
	vec_release(&names);
	return false;
}

static bool load_entry(struct registry *r, struct entry *e, struct diags *diags, struct err *err)
{
	struct diags own = {0}, *used = diags ? diags : &own;
	const struct diag *first = NULL;

	e->loaded = workflow_load(e->path, r->nodes, used, err);
	e->own = e->loaded;
	if (!e->loaded && err->kind == ERR_NONE) {
		for (size_t i = 0; i < used->list.len && !first; i++)
			if (used->list.at[i].severity == DIAG_ERROR)
				first = &used->list.at[i];
		err_set(err, ERR_INPUT, "%s:%d:%d: %s", e->path, first ? first->line : 0,
			first ? first->column : 0, first ? first->message : "it does not load");
		err_hint(err, "blokctl workflow validate %s", e->path);
	}
	diags_release(&own);
	return e->loaded;
}

/* The one entry that a name means, or NULL with the error. */
static struct entry *locate(struct registry *r, const char *name, struct err *err)
{
	struct entry *e, *second;

	e = by_name(r, name, &second);
	if (!e || !e->loaded || e->own) {
		scan(r);
		e = by_name(r, name, &second);
	}
	if (!e)
		not_found(r, name, err);
	if (!second)
		return e;
	err_set(err, ERR_INPUT, "two workflows are named '%s': '%s' and '%s'", name, e->path,
		second->path);
	return NULL;
}

bool registry_find(struct registry *r, const char *name, const struct workflow **ret,
	struct diags *diags, struct err *err)
{
	struct entry *e;
	bool ok;

	pthread_mutex_lock(&r->lock);
	e = locate(r, name, err);
	ok = e && (e->loaded || load_entry(r, e, diags, err));
	if (ok)
		*ret = e->loaded;
	pthread_mutex_unlock(&r->lock);
	return ok;
}

bool registry_locate(struct registry *r, const char *name, const char **ret_path, struct err *err)
{
	struct entry *e;

	pthread_mutex_lock(&r->lock);
	e = locate(r, name, err);
	if (e)
		*ret_path = e->path;
	pthread_mutex_unlock(&r->lock);
	return e;
}

bool registry_has(struct registry *r, const char *name)
{
	struct entry *e, *second;

	pthread_mutex_lock(&r->lock);
	scan(r);
	e = by_name(r, name, &second);
	pthread_mutex_unlock(&r->lock);
	return e;
}
