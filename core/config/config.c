#include "core/config/config_impl.h"

#include "core/base/fs.h"
#include "core/base/tr.h"

#include <stdlib.h>
#include <string.h>

struct variable {
	const char *key; /* the setting it gives */
	const char *name;
};

struct config {
	/* What each layer says; the files' trees are those of their documents. */
	cJSON *trees[CONFIG_LAYERS];
	struct document *files[CONFIG_LAYERS];
	VEC(struct variable) variables;
	cJSON *merged;
	struct arena arena;
};

const char *config_layer_name(enum config_layer layer)
{
	static const char *const names[CONFIG_LAYERS] = {N_("default"), N_("system"), N_("user"),
		N_("project"), N_("environment"), N_("option")};

	return names[layer];
}

/* ---- trees ---- */

static const cJSON *find(const cJSON *tree, const struct config_key *key)
{
	for (size_t i = 0; tree && i < key->len; i++)
		tree = json_get(tree, key->at[i]);
	return json_is_null(tree) ? NULL : tree;
}

static void put_take(cJSON *tree, const struct config_key *key, cJSON *value)
{
	for (size_t i = 0; i + 1 < key->len; i++) {
		cJSON *below = (cJSON *)json_get(tree, key->at[i]);

		if (!json_is_object(below)) {
			below = json_new_object();
			json_set_take(tree, key->at[i], below);
		}
		tree = below;
	}
	json_set_take(tree, key->at[key->len - 1], value);
}

/* A source is replaced as a whole: one layer's variable and another's file would
 * make two. */
static bool is_merged(const struct config_key *key, const cJSON *into, const cJSON *value)
{
	const struct config_setting *s = config_key_setting(key);

	return json_is_object(into) && json_is_object(value) && !(s && s->kind == CONFIG_SOURCE);
}

static void merge(cJSON *into, const cJSON *from, struct config_key *key)
{
	json_each(item, from) {
		cJSON *there = (cJSON *)json_get(into, item->string);

		if (json_is_null(item) || key->len == CONFIG_MAX_DEPTH)
			continue;
		key->at[key->len++] = item->string;
		if (json_is_object(item) && !json_is_object(there)) {
			/* an own one, so that what says nothing is left out */
			there = json_new_object();
			json_set_take(into, item->string, there);
			merge(there, item, key);
		} else if (is_merged(key, there, item)) {
			merge(there, item, key);
		} else {
			json_set_take(into, item->string, json_copy(item));
		}
		key->at[--key->len] = NULL;
	}
}

static void merge_layers(struct config *c)
{
	struct config_key key = {0};

	json_free(c->merged);
	c->merged = json_new_object();
	for (int layer = 0; layer < CONFIG_LAYERS; layer++)
		merge(c->merged, c->trees[layer], &key);
}

/* ---- loading ---- */

static void load_defaults(struct config *c)
{
	struct err ignored = {0};
	struct config_key key;
	cJSON *value;

	c->trees[CONFIG_DEFAULT] = json_new_object();
	for (const struct config_setting *s = config_settings; s->key; s++)
		if (s->builtin && config_key_parse(&c->arena, s->key, &key) &&
			json_parse(s->builtin, strlen(s->builtin), &value, &ignored))
			put_take(c->trees[CONFIG_DEFAULT], &key, value);
}

/* They may run commands, and only the project's file is read for them (secrets_load()): what
 * others say of them must not look as if it held. */
static void drop_secrets(struct document *doc, struct diags *diags)
{
	const cJSON *secrets = json_get(doc->root, "secrets");
	struct diag *told;

	if (!secrets)
		return;
	document_report_key(doc, diags, DIAG_WARNING, secrets, "no-effect",
		"write them into the project's .blok/config.yaml",
		"'secrets' have no effect here: only those of the project's file are read");
	told = &diags->list.at[diags->list.len - 1];
	free(told->excerpt); /* one may stand there itself */
	told->excerpt = NULL;
	json_free(json_detach(doc->root, "secrets"));
}

/* False only when the file cannot be read. */
static bool load_file(struct document *doc, const char *path, struct diags *diags, struct err *err)
{
	struct config_key key = {0};
	struct config_check check = {doc, diags, &key};

	if (!document_load(doc, path, diags, err))
		return err->kind == ERR_NONE;
	config_check(&check, doc->root);
	return true;
}

static bool load_layer(struct config *c, enum config_layer layer, const char *path,
	struct diags *diags, struct err *err)
{
	struct document *doc;

	if (!path || !fs_exists(path))
		return true;
	doc = mem_alloc(sizeof *doc);
	c->files[layer] = doc;
	if (!load_file(doc, path, diags, err))
		return false;
	if (layer != CONFIG_PROJECT)
		drop_secrets(doc, diags);
	c->trees[layer] = doc->root;
	doc->root = NULL;
	return true;
}

static void load_variable(
	struct config *c, const struct config_setting *s, const char *name, struct diags *diags)
{
	struct document doc = {0};
	struct config_key key;
	struct config_check check = {&doc, diags, &key};
	size_t before = diags->errors;

	config_key_parse(&c->arena, s->key, &key);
	user_file_from_text(&doc.file, name, getenv(name), strlen(getenv(name)));
	if (config_read_value(s, &doc, diags))
		config_check(&check, doc.root);
	if (diags->errors == before && !json_is_null(doc.root)) {
		put_take(c->trees[CONFIG_ENV], &key, doc.root);
		doc.root = NULL;
		vec_push(&c->variables, ((struct variable){s->key, name}));
	}
	document_release(&doc);
}

static void load_environment(struct config *c, struct diags *diags)
{
	c->trees[CONFIG_ENV] = json_new_object();
	for (const struct config_setting *s = config_settings; s->key; s++) {
		const char *name = config_variable(&c->arena, s);

		if (name && getenv(name) && *getenv(name))
			load_variable(c, s, name, diags);
	}
}

struct config *config_load(const struct config_paths *paths, struct diags *diags, struct err *err)
{
	struct config *c = mem_alloc(sizeof *c);
	size_t before = diags->errors;

	load_defaults(c);
	err->kind = ERR_NONE;
	if (!load_layer(c, CONFIG_SYSTEM, paths->system, diags, err) ||
		!load_layer(c, CONFIG_USER, paths->user, diags, err) ||
		!load_layer(c, CONFIG_PROJECT, paths->project, diags, err)) {
		config_free(c);
		return NULL;
	}
	load_environment(c, diags);
	c->trees[CONFIG_OPTION] = json_new_object();
	if (diags->errors > before) {
		config_free(c);
		return NULL;
	}
	merge_layers(c);
	return c;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	for (int layer = 0; layer < CONFIG_LAYERS; layer++) {
		json_free(c->trees[layer]);
		if (c->files[layer])
			document_release(c->files[layer]);
		free(c->files[layer]);
	}
	json_free(c->merged);
	vec_release(&c->variables);
	arena_release(&c->arena);
	free(c);
}

bool config_check_file(const char *path, struct diags *diags, struct err *err)
{
	struct document doc;
	bool ok;

	ok = load_file(&doc, path, diags, err);
	document_release(&doc);
	return ok;
}

void config_override_take(struct config *c, const char *text, cJSON *value)
{
	struct config_key key;

	if (!config_key_parse(&c->arena, text, &key)) {
		json_free(value);
		return;
	}
	put_take(c->trees[CONFIG_OPTION], &key, value);
	merge_layers(c);
}

/* ---- looking up ---- */

const cJSON *config_get(const struct config *c, const char *text)
{
	struct arena a = {0};
	struct config_key key;
	const cJSON *value = config_key_parse(&a, text, &key) ? find(c->merged, &key) : NULL;

	arena_release(&a);
	return value;
}

const char *config_text(const struct config *c, const char *key, const char *fallback)
{
	const cJSON *value = config_get(c, key);

	return json_is_string(value) ? value->valuestring : fallback;
}

int64_t config_int(const struct config *c, const char *key, int64_t fallback)
{
	int64_t number;

	return config_number(config_setting_find(key), config_get(c, key), &number) ? number
										    : fallback;
}

bool config_bool(const struct config *c, const char *key, bool fallback)
{
	const cJSON *value = config_get(c, key);

	return json_is_bool(value) ? json_is_true(value) : fallback;
}

/* ---- origins ---- */

/* The variable that gives a key, or a part of what lies below it; the one that
 * says most about it comes last in the table. */
static const char *variable_of(const struct config *c, const char *key)
{
	const char *name = "";

	for (size_t i = 0; i < c->variables.len; i++) {
		const char *given = c->variables.at[i].key;
		size_t a = strlen(given), b = strlen(key), shorter = a < b ? a : b;

		if (strncmp(given, key, shorter) == 0 &&
			(a == b || (a < b ? key : given)[shorter] == '.'))
			name = c->variables.at[i].name;
	}
	return name;
}

bool config_origin(const struct config *c, const char *text, struct config_origin *ret)
{
	struct arena a = {0};
	struct config_key key;
	const cJSON *value = NULL;
	int layer = CONFIG_LAYERS, column;

	if (config_key_parse(&a, text, &key) && find(c->merged, &key))
		while (!value && layer-- > 0)
			value = find(c->trees[layer], &key);
	arena_release(&a);
	if (!value)
		return false;
	*ret = (struct config_origin){.layer = (enum config_layer)layer, .place = ""};
	if (layer == CONFIG_ENV)
		ret->place = variable_of(c, text);
	if (c->files[layer]) {
		struct document *doc = c->files[layer];

		ret->place = doc->file.path;
		user_file_place(
			&doc->file, doc->places.at[value->valueint].key, &ret->line, &column);
	}
	return true;
}

/* ---- all of them ---- */

struct listed {
	char *key;
	const cJSON *value;
};

struct listing {
	VEC(struct listed) all;
	struct config_key key;
};

static void list(struct listing *l, const cJSON *object)
{
	json_each(item, object) {
		struct str text = {0};

		if (l->key.len == CONFIG_MAX_DEPTH)
			return;
		l->key.at[l->key.len++] = item->string;
		if (json_is_object(item)) {
			list(l, item);
		} else {
			config_key_print(&text, &l->key);
			vec_push(&l->all, ((struct listed){str_take(&text), item}));
		}
		l->key.at[--l->key.len] = NULL;
	}
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct listed *)a)->key, ((const struct listed *)b)->key);
}

void config_each(const struct config *c, config_visit *each, void *self)
{
	struct listing l = {0};

	list(&l, c->merged);
	qsort(l.all.at, l.all.len, sizeof *l.all.at, by_key);
	for (size_t i = 0; i < l.all.len; i++) {
		each(self, l.all.at[i].key, l.all.at[i].value);
		free(l.all.at[i].key);
	}
	vec_release(&l.all);
}
