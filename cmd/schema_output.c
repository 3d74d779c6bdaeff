#include "cmd/schema.h"

#include "core/base/arena.h"
#include "core/base/embedded.h"
#include "core/base/mem.h"

#include <string.h>

#define FOLDER "outputs/"
#define DEFS "$defs"
#define REF "#/" DEFS "/"

/* What any command prints that fails before it has more to say. */
#define FAILURE "failure"

void outputs_load(struct outputs *o)
{
	struct err ignored;
	cJSON *group;

	o->all = json_new_object();
	for (const struct embedded *f = embedded_files; f->path; f++) {
		if (!str_starts(f->path, FOLDER) || !json_parse(f->bytes, f->len, &group, &ignored))
			continue;
		json_each(def, json_get(group, DEFS))
			json_add_take(o->all, def->string, json_copy(def));
		json_free(group);
	}
}

void outputs_release(struct outputs *o)
{
	json_free(o->all);
	o->all = NULL;
}

/* What `at` refers to, and what that refers to, once each. */
static void collect(const struct outputs *o, const cJSON *at, cJSON *defs)
{
	const char *ref = json_get_string(at, "$ref");
	const cJSON *def;

	if (ref && str_starts(ref, REF) && !json_get(defs, ref + strlen(REF))) {
		def = json_get(o->all, ref + strlen(REF));
		if (def) {
			json_add_take(defs, ref + strlen(REF), json_copy(def));
			collect(o, def, defs);
		}
	}
	json_each(item, at)
		collect(o, item, defs);
}

static cJSON *reference(const char *name)
{
	struct str path = {0};
	cJSON *json = json_new_object();

	str_addf(&path, REF "%s", name);
	json_set_string(json, "$ref", str_text(&path));
	str_release(&path);
	return json;
}

cJSON *outputs_schema(const struct outputs *o, const char *name)
{
	const cJSON *def = json_get(o->all, name);
	cJSON *schema, *either, *defs;
	struct str id = {0};

	if (!json_get(def, "title"))
		return NULL;
	schema = json_new_object();
	either = json_new_array();
	defs = json_new_object();
	str_addf(&id, "urn:blokctl:output:%s:1", name);
	json_set_string(schema, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_set_string(schema, "$id", str_text(&id));
	json_set_string(schema, "title", json_get_string(def, "title"));
	json_append_take(either, reference(name));
	json_append_take(either, reference(FAILURE));
	collect(o, either, defs);
	json_add_take(schema, "anyOf", either);
	json_add_take(schema, DEFS, defs);
	str_release(&id);
	return schema;
}

void outputs_close(cJSON *schema)
{
	if (json_get(schema, "properties") && !json_get(schema, "additionalProperties"))
		json_set_bool(schema, "additionalProperties", false);
	for (cJSON *item = schema->child; item; item = item->next)
		outputs_close(item);
}
