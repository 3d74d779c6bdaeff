#include "core/ai/prompt_text.h"
#include "core/base/fs.h"
#include "core/base/sha256.h"
#include "core/data/schema.h"

#include <ctype.h>
#include <string.h>

/* As schema_name travels to providers, which allow so many. */
#define NAME_MAX_LEN 64

struct loading {
	struct ai_prompt *p;
	struct diags *diags;
	const struct schema *schema; /* compiled, for the examples */
	bool *used;                  /* by variable */
};

static void report(struct loading *l, const cJSON *at, const char *code, const char *message)
{
	document_report(&l->p->document, l->diags, DIAG_ERROR, at, code, NULL, "%s", message);
}

static const cJSON *member(const struct loading *l, const char *key)
{
	return json_get(l->p->document.root, key);
}

/* ---- the head ---- */

static const char *const keys[] = {"name", "version", "task", "tier", "feature", "description",
	"variables", "system", "user", "schema", "examples"};
#define KEYS (sizeof keys / sizeof *keys)

static void check_keys(struct loading *l, const cJSON *object, const char *const *known,
	size_t count)
{
	json_each(item, object) {
		const char *nearest, *hint = NULL;
		size_t i = 0;

		while (i < count && !str_eq(known[i], item->string))
			i++;
		if (i < count)
			continue;
		nearest = str_nearest(item->string, known, count);
		if (nearest)
			hint = arena_printf(&l->p->arena, "did you mean '%s'?", nearest);
		document_report_key(&l->p->document, l->diags, DIAG_ERROR, item, "unknown-key",
			hint, "unknown key '%s'", item->string);
	}
}

enum presence { OPTIONAL, REQUIRED };

/* A text, "" when it is not there or is none. */
static const char *text_of(struct loading *l, const char *key, enum presence presence)
{
	const cJSON *value = member(l, key);

	if (json_is_string(value) && *value->valuestring)
		return value->valuestring;
	if (value)
		report(l, value, "type",
			arena_printf(&l->p->arena, "'%s' must be a text that is not empty", key));
	else if (presence == REQUIRED)
		report(l, l->p->document.root, "missing-key",
			arena_printf(&l->p->arena, "there is no '%s'", key));
	return "";
}

static bool is_name(const char *name)
{
	return islower((unsigned char)*name) &&
		!name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] &&
		strlen(name) <= NAME_MAX_LEN;
}

static void load_name(struct loading *l)
{
	struct ai_prompt *p = l->p;
	const char *stem = fs_stem(&p->arena, p->document.file.path);

	p->name = p->schema_name = text_of(l, "name", REQUIRED);
	if (!*p->name)
		return;
	if (!is_name(p->name))
		report(l, member(l, "name"), "name",
			"a name is made of small letters, digits and '-', 64 at most");
	else if (!str_eq(p->name, stem))
		report(l, member(l, "name"), "name",
			arena_printf(&p->arena,
				"the file '%s' holds the prompt '%s': one of them must be renamed",
				fs_basename(p->document.file.path), p->name));
}

static void load_version(struct loading *l)
{
	const cJSON *value = member(l, "version");

	if (!value)
		report(l, l->p->document.root, "missing-key", "there is no 'version'");
	else if (!ai_prompt_type_fits(PROMPT_INTEGER, value) || value->valuedouble < 1 ||
		value->valuedouble > 1e9)
		report(l, value, "type", "'version' must be a whole number from 1 on");
	else
		l->p->version = (int)value->valuedouble;
}

static void load_tier(struct loading *l)
{
	const char *tier = text_of(l, "tier", OPTIONAL);

	if (!*tier)
		return;
	l->p->tier = tier;
	if (!str_eq(tier, "fast") && !str_eq(tier, "balanced") && !str_eq(tier, "powerful"))
		report(l, member(l, "tier"), "tier", "'tier' must be fast, balanced or powerful");
}

/* A switch that nobody knows would never be off. */
static void load_feature(struct loading *l)
{
	const char *feature = text_of(l, "feature", OPTIONAL);
	const char *key = arena_printf(&l->p->arena, "features.%s", feature);
	struct err err = {0};

	if (!*feature)
		return;
	l->p->feature = feature;
	if (!config_setting_find(key)) {
		config_check_key(key, &err);
		document_report(&l->p->document, l->diags, DIAG_ERROR, member(l, "feature"),
			"feature", *err.hint ? err.hint : NULL, "there is no switch '%s'", key);
	}
}

/* ---- variables ---- */

static bool read_type(const char *name, enum ai_prompt_type *ret)
{
	for (int type = PROMPT_STRING; type <= PROMPT_OBJECT; type++)
		if (str_eq(name, ai_prompt_type_name((enum ai_prompt_type)type))) {
			*ret = (enum ai_prompt_type)type;
			return true;
		}
	return false;
}

static bool is_identifier(const char *name)
{
	if (!isalpha((unsigned char)*name) && *name != '_')
		return false;
	while (isalnum((unsigned char)*name) || *name == '_')
		name++;
	return !*name;
}

static void load_fallback(struct loading *l, const cJSON *value, struct ai_prompt_variable *v)
{
	v->fallback = value;
	if (value && !json_is_null(value) && !ai_prompt_type_fits(v->type, value))
		report(l, value, "type",
			arena_printf(&l->p->arena, "the default of '%s' must be of type %s",
				v->name, ai_prompt_type_name(v->type)));
}

/* "text: string", or an object with type, default and description. */
static void load_variable(struct loading *l, const cJSON *item, struct ai_prompt_variable *v)
{
	static const char *const known[] = {"type", "default", "description"};
	const cJSON *type = json_is_object(item) ? json_get(item, "type") : item;
	const char *description = json_get_string(item, "description");

	v->name = item->string;
	v->description = description ? description : "";
	if (!is_identifier(v->name) || str_eq(v->name, PROMPT_FENCE) || expr_is_builtin(v->name))
		document_report_key(&l->p->document, l->diags, DIAG_ERROR, item, "name", NULL,
			"'%s' cannot be the name of a variable", v->name);
	if (json_is_object(item))
		check_keys(l, item, known, sizeof known / sizeof *known);
	if (!json_is_string(type) || !read_type(type->valuestring, &v->type))
		report(l, type ? type : item, "type",
			arena_printf(&l->p->arena,
				"the type of '%s' must be string, number, integer, boolean, array "
				"or object",
				v->name));
	else
		load_fallback(l, json_get(item, "default"), v);
}

static void load_variables(struct loading *l)
{
	const cJSON *list = member(l, "variables");
	struct ai_prompt_variable *variables =
		arena_array(&l->p->arena, struct ai_prompt_variable, json_count(list) + 1);
	size_t i = 0;

	l->used = arena_array(&l->p->arena, bool, json_count(list) + 1);
	if (list && !json_is_object(list)) {
		report(l, list, "type", "'variables' must be an object");
		return;
	}
	json_each(item, list)
		load_variable(l, item, &variables[i++]);
	l->p->variables = variables;
	l->p->variables_len = i;
}

/* ---- texts, schema, examples ---- */

static const struct ai_prompt_text *load_text(struct loading *l, const char *key, enum presence presence)
{
	if (!*text_of(l, key, presence))
		return NULL;
	return ai_prompt_compile(l->p, member(l, key), l->used, l->diags);
}

static void warn_unused(struct loading *l)
{
	size_t i = 0;

	json_each(item, member(l, "variables"))
		if (!l->used[i++])
			document_report_key(&l->p->document, l->diags, DIAG_WARNING, item,
				"unused-variable", NULL, "the variable '%s' stands in no text",
				item->string);
}

static void load_schema(struct loading *l)
{
	const struct schema_options options = {.fallback = SCHEMA_2020_12};
	const cJSON *schema = member(l, "schema");
	struct err err;

	if (!schema)
		return;
	if (!json_is_object(schema))
		report(l, schema, "type", "'schema' must be an object");
	else if (!schema_compile(&l->p->arena, schema, &options, &l->schema, &err))
		report(l, schema, "schema", err.message);
	else
		l->p->schema = schema;
}

static void check_output(struct loading *l, const cJSON *output)
{
	struct schema_errors errors = {0};

	if (!output) {
		return;
	} else if (!member(l, "schema")) {
		if (!json_is_string(output))
			report(l, output, "example", "without a schema the output must be a text");
	} else if (l->schema && !schema_check(l->schema, output, &errors)) {
		const struct schema_error *first = &errors.list.at[0];

		report(l, output, "example",
			arena_printf(&l->p->arena, "the output does not fit the schema: %s %s",
				*first->instance_path ? first->instance_path : "it", first->message));
	}
	schema_errors_release(&errors);
}

static void load_example(struct loading *l, const cJSON *item, struct ai_prompt_example *example)
{
	static const char *const known[] = {"input", "output"};
	const cJSON *output = json_get(item, "output");
	cJSON *values = NULL;
	struct str text = {0};
	struct err err;

	if (!json_is_object(item) || !output) {
		report(l, item, "example", "an example must be an object with 'input' and 'output'");
		return;
	}
	check_keys(l, item, known, sizeof known / sizeof *known);
	check_output(l, output);
	example->input = json_get(item, "input");
	if (ai_prompt_values(l->p, example->input, &values, &err))
		json_free(values);
	else
		report(l, example->input ? example->input : item, "example", err.message);
	if (json_is_string(output))
		str_add(&text, output->valuestring);
	else
		json_print(&text, output, JSON_COMPACT);
	example->output = arena_strndup(&l->p->arena, str_text(&text), text.len);
	str_release(&text);
}

static void load_examples(struct loading *l)
{
	const cJSON *list = member(l, "examples");
	struct ai_prompt_example *examples;
	size_t i = 0;

	if (list && !json_is_array(list)) {
		report(l, list, "type", "'examples' must be a list");
		return;
	}
	examples = arena_array(&l->p->arena, struct ai_prompt_example, json_count(list) + 1);
	json_each(item, list)
		load_example(l, item, &examples[i++]);
	l->p->examples = examples;
	l->p->examples_len = i;
}

/* ---- the whole ---- */

bool ai_prompt_parse(struct ai_prompt *p, struct diags *diags)
{
	const struct str *text = &p->document.file.text;
	struct loading l = {.p = p, .diags = diags};
	size_t errors = diags->errors;

	sha256_hex(str_text(text), text->len, p->hash);
	if (!document_parse(&p->document, FORMAT_YAML, diags))
		return false;
	if (!json_is_object(p->document.root)) {
		report(&l, p->document.root, "type", "a prompt must be an object");
		return false;
	}
	check_keys(&l, p->document.root, keys, KEYS);
	load_name(&l);
	load_version(&l);
	p->task = text_of(&l, "task", REQUIRED);
	load_tier(&l);
	load_feature(&l);
	p->description = text_of(&l, "description", OPTIONAL);
	load_variables(&l);
	p->system = load_text(&l, "system", OPTIONAL);
	p->user = load_text(&l, "user", REQUIRED);
	warn_unused(&l);
	load_schema(&l);
	load_examples(&l);
	return diags->errors == errors;
}

bool ai_prompt_load(const char *path, struct diags *diags, struct ai_prompt **ret, struct err *err)
{
	struct ai_prompt *p = mem_alloc(sizeof *p);

	err->kind = ERR_NONE;
	if (!user_file_read(&p->document.file, path, err) || !ai_prompt_parse(p, diags)) {
		ai_prompt_free(p);
		return false;
	}
	*ret = p;
	return true;
}

void ai_prompt_free(struct ai_prompt *p)
{
	if (!p)
		return;
	document_release(&p->document);
	arena_release(&p->arena);
	free(p);
}
