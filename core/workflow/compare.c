#include "core/workflow/compare.h"

#include "core/base/str.h"
#include "core/data/schema.h"

#include <ctype.h>
#include <string.h>

/* More would only hide the first ones. */
#define DIFFERENCES_MAX 20

void differences_release(struct differences *d)
{
	for (size_t i = 0; i < d->list.len; i++) {
		free(d->list.at[i].path);
		json_free(d->list.at[i].got);
		json_free(d->list.at[i].want);
	}
	vec_release(&d->list);
}

void differences_add_take(struct differences *d, const char *path, const cJSON *at, cJSON *got,
	const cJSON *want)
{
	struct difference added = {mem_strdup(path), at, got, want ? json_copy(want) : NULL};

	vec_push(&d->list, added);
}

static void differ(struct differences *d, const char *path, const cJSON *at, const cJSON *got,
	const cJSON *want)
{
	differences_add_take(d, path, at, got ? json_copy(got) : NULL, want);
}

/* "path.key", or path["odd key"] where a dot would mislead. */
static char *key_path(const char *path, const char *key)
{
	struct str out = {0};
	bool plain = isalpha((unsigned char)*key) || *key == '_';

	for (const char *p = key; *p; p++)
		plain = plain && (isalnum((unsigned char)*p) || strchr("_-", *p));
	str_add(&out, path);
	if (plain) {
		str_addf(&out, ".%s", key);
	} else {
		str_add_char(&out, '[');
		json_print_string(&out, key);
		str_add_char(&out, ']');
	}
	return str_take(&out);
}

/* Without `got` only whether it is a pattern. */
static bool matches(const char *pattern, const cJSON *got, struct err *err)
{
	const struct schema_options options = {.fallback = SCHEMA_DRAFT7};
	cJSON *document = json_new_object();
	const struct schema *schema;
	struct arena a = {0};
	bool ok;

	json_set_string(document, "type", "string");
	json_set_string(document, "pattern", pattern);
	ok = schema_compile(&a, document, &options, &schema, err) &&
		(!got || schema_check(schema, got, NULL));
	arena_release(&a);
	json_free(document);
	return ok;
}

/* Of "<regex:…>"; malloc'd, NULL for anything else. */
static char *regex_of(const cJSON *want)
{
	static const char regex[] = "<regex:";
	const char *text = json_is_string(want) ? want->valuestring : "";

	if (!str_starts(text, regex) || !str_ends(text, ">"))
		return NULL;
	return mem_strndup(text + sizeof regex - 1, strlen(text) - sizeof regex);
}

bool compare_pattern_valid(const cJSON *want, struct err *err)
{
	char *pattern = regex_of(want);
	bool ok = !pattern || matches(pattern, NULL, err);

	free(pattern);
	return ok;
}

/* A string of `want` that stands for many values. */
static bool is_pattern(const cJSON *want, const cJSON *got, bool *ret_ok)
{
	char *pattern = regex_of(want);
	bool is = pattern || (json_is_string(want) && str_eq(want->valuestring, "<any>"));
	struct err err;

	*ret_ok = got && (!pattern || matches(pattern, got, &err));
	free(pattern);
	return is;
}

static void compare_objects(struct differences *d, const char *path, const cJSON *got,
	const cJSON *want, enum compare_mode mode)
{
	json_each(value, want) {
		char *below = key_path(path, value->string);

		compare_values(d, below, json_get(got, value->string), value, mode);
		free(below);
	}
	if (mode == COMPARE_SUBSET)
		return;
	json_each(value, got) {
		char *below;

		if (json_get(want, value->string) || d->list.len >= DIFFERENCES_MAX)
			continue;
		below = key_path(path, value->string);
		differ(d, below, want, value, NULL);
		free(below);
	}
}

static void compare_arrays(struct differences *d, const char *path, const cJSON *got,
	const cJSON *want, enum compare_mode mode)
{
	const cJSON *g = got->child, *w = want->child;

	for (size_t i = 0; (g || w) && d->list.len < DIFFERENCES_MAX; i++) {
		struct str below = {0};

		str_addf(&below, "%s[%zu]", path, i);
		if (w)
			compare_values(d, below.at, g, w, mode);
		else
			differ(d, below.at, want, g, NULL);
		str_release(&below);
		g = g ? g->next : NULL;
		w = w ? w->next : NULL;
	}
}

void compare_values(struct differences *d, const char *path, const cJSON *got, const cJSON *want,
	enum compare_mode mode)
{
	bool ok;

	if (d->list.len >= DIFFERENCES_MAX)
		return;
	if (is_pattern(want, got, &ok)) {
		if (!ok)
			differ(d, path, want, got, want);
	} else if (got && json_is_object(got) && json_is_object(want)) {
		compare_objects(d, path, got, want, mode);
	} else if (got && json_is_array(got) && json_is_array(want)) {
		compare_arrays(d, path, got, want, mode);
	} else if (!got || !json_equal(got, want)) {
		differ(d, path, want, got, want);
	}
}
