#include "core/ai/builtin.h"

#include "core/ai/builtin_field.h"
#include "core/text/sentence.h"

#include <stdlib.h>
#include <string.h>

/* Values behind their names, and values that have a form; what the text does not
 * say in such a way is null. */

struct extracting {
	const struct ai_material *m;
	struct arena arena;
};

/* ---- the template's form: records of {name, value, source} ---- */

static cJSON *span_json(struct text_span s)
{
	return json_new_bytes(s.at, s.len);
}

static cJSON *field_json(
	struct extracting *x, const cJSON *field, struct text_span text, bool *found)
{
	const char *name =
		json_is_string(field) ? field->valuestring : json_get_string(field, "name");
	struct field_query q = {
		name, field_kind_of(json_get_string(field, "type"), name ? name : ""), text};
	struct field_value v;
	cJSON *json;

	if (!name)
		return NULL;
	json = json_new_object();
	json_set_string(json, "name", name);
	if (field_find(&x->arena, &q, &v)) {
		json_set_string(json, "value", v.plain);
		json_add_take(json, "source", span_json(v.source));
		*found = true;
	} else {
		json_set_string(json, "value", NULL);
		json_set_string(json, "source", NULL);
	}
	return json;
}

static void add_record(struct extracting *x, cJSON *records, struct text_span text)
{
	cJSON *record = json_new_object(), *list = json_new_array();
	bool found = false;

	json_each(field, json_get(x->m->values, "fields")) {
		cJSON *json = field_json(x, field, text, &found);

		if (json)
			json_append_take(list, json);
	}
	json_add_take(record, "fields", list);
	if (found)
		json_append_take(records, record);
	else
		json_free(record);
}

/* Each paragraph may be a record, when there is more than one. */
static cJSON *records_of(struct extracting *x)
{
	const char *text = x->m->text;
	cJSON *answer = json_new_object(), *records = json_new_array();
	struct text_span block = {text, strlen(text)};

	if (json_get_bool(x->m->values, "several", false)) {
		for (size_t at = 0; text_next_paragraph(text, strlen(text), &at, &block);)
			add_record(x, records, block);
	} else {
		add_record(x, records, block);
	}
	json_add_take(answer, "records", records);
	return answer;
}

/* ---- a schema's form: an object with its properties ---- */

static const char *type_of(const cJSON *schema, bool *ret_nullable)
{
	const cJSON *type = json_get(schema, "type");
	const char *name = json_get_string(schema, "type");

	*ret_nullable = !type;
	json_each(item, json_is_array(type) ? type : NULL) {
		if (str_eq(item->valuestring, "null"))
			*ret_nullable = true;
		else
			name = item->valuestring;
	}
	return name;
}

static cJSON *value_json(const struct field_value *v, enum field_kind kind, const char *type)
{
	char *end;
	double number;

	if (kind == FIELD_BOOLEAN && str_eq(type, "boolean"))
		return json_new_bool(str_eq(v->plain, "true"));
	if (!str_eq(type, "number") && !str_eq(type, "integer"))
		return json_new_string(v->plain);
	number = strtod(v->plain, &end);
	return *end ? json_new_string(v->plain) : json_new_number(number);
}

static bool is_required(const cJSON *schema, const char *name)
{
	json_each(item, json_get(schema, "required"))
		if (str_eq(item->valuestring, name))
			return true;
	return false;
}

static bool add_property(
	struct extracting *x, cJSON *answer, const cJSON *property, struct err *err)
{
	bool nullable, required = is_required(x->m->schema, property->string);
	const char *type = type_of(property, &nullable),
		   *format = json_get_string(property, "format");
	struct field_query q = {property->string, FIELD_TEXT, {x->m->text, strlen(x->m->text)}};
	struct field_value v;

	if (str_eq(type, "object") || str_eq(type, "array"))
		return err_set(err, ERR_INPUT,
			"the built-in extraction reads single values: '%s' is of type %s",
			property->string, type);
	q.kind = field_kind_of(format                   ? format
			       : str_eq(type, "string") ? NULL
							: type,
		property->string);
	if (field_find(&x->arena, &q, &v)) {
		json_add_take(answer, property->string, value_json(&v, q.kind, type));
		return true;
	}
	if (nullable)
		json_set_string(answer, property->string, NULL);
	else if (required)
		return err_set(err, ERR_NO_ANSWER,
			"the text does not say '%s' in a way that is found without a model",
			property->string);
	return true;
}

static bool object_of(struct extracting *x, cJSON **ret, struct err *err)
{
	const cJSON *properties = json_get(x->m->schema, "properties");
	cJSON *answer = json_new_object();
	bool ok = true;

	if (!properties) {
		ok = err_set(err, ERR_INPUT, "nobody has said what is to be extracted");
		err_hint(err, "give 'fields', or a --schema of an object with properties");
	}
	json_each(property, properties)
		ok = ok && add_property(x, answer, property, err);
	if (ok)
		*ret = answer;
	else
		json_free(answer);
	return ok;
}

static bool extract(const struct ai_material *m, struct str *out, struct err *err)
{
	struct extracting x = {.m = m};
	cJSON *answer = NULL;
	bool ok = true;

	if (json_is_array(json_get(m->values, "fields")))
		answer = records_of(&x);
	else
		ok = object_of(&x, &answer, err);
	if (ok)
		json_print(out, answer, JSON_COMPACT);
	json_free(answer);
	arena_release(&x.arena);
	return ok;
}

const struct ai_engine ai_extract = {
	.task = "extract",
	.summary = "values behind their names; dates, amounts, addresses by their form",
	.makes_json = true,
	.run = extract,
};
