#include "core/cards/import.h"

#include "core/data/json.h"
#include "core/db/db.h"

#include <stdlib.h>
#include <string.h>

void import_release_models(struct import_collection *c)
{
	for (size_t i = 0; i < c->models.len; i++) {
		vec_release(&c->models.at[i].fields);
		vec_release(&c->models.at[i].fronts);
		vec_release(&c->models.at[i].backs);
	}
	vec_release(&c->models);
	vec_release(&c->decks);
}

/* ---- schema 11: JSON ---- */

static void add_names(struct import_collection *c, const cJSON *list, struct import_model *m)
{
	json_each(field, list) {
		const char *name = json_get_string(field, "name");

		if (m->fields.len < IMPORT_FIELDS_MAX)
			vec_push(&m->fields, arena_strdup(c->arena, name ? name : ""));
	}
}

static void add_templates(struct import_collection *c, const cJSON *list, struct import_model *m)
{
	json_each(template, list) {
		const char *front = json_get_string(template, "qfmt");
		const char *back = json_get_string(template, "afmt");

		if (m->fronts.len >= IMPORT_FIELDS_MAX)
			break;
		vec_push(&m->fronts, import_side_of(c->arena, m, front ? front : ""));
		vec_push(&m->backs, import_side_of(c->arena, m, back ? back : ""));
	}
}

static void add_json_models(struct import_collection *c, const cJSON *models)
{
	json_each(model, models) {
		struct import_model m = {.id = model->string ? strtoll(model->string, NULL, 10) : 0,
			.name = arena_strdup(c->arena, json_get_string(model, "name")
							       ? json_get_string(model, "name")
							       : "Basic"),
			.is_cloze = json_get_number(model, "type", 0) > 0.5};

		add_names(c, json_get(model, "flds"), &m);
		add_templates(c, json_get(model, "tmpls"), &m);
		vec_push(&c->models, m);
	}
}

static void add_json_decks(struct import_collection *c, const cJSON *decks)
{
	json_each(deck, decks) {
		const char *name = json_get_string(deck, "name");

		vec_push(&c->decks,
			((struct import_deck){deck->string ? strtoll(deck->string, NULL, 10) : 0,
				arena_strdup(c->arena, name ? name : "Default")}));
	}
}

static bool read_json(
	struct import_collection *c, const char *models, const char *decks, struct err *err)
{
	cJSON *json = NULL;

	if (!json_parse(models, strlen(models), &json, err))
		return err_wrap(err, "the note types of the package");
	add_json_models(c, json);
	json_free(json);
	if (!json_parse(decks, strlen(decks), &json, err))
		return err_wrap(err, "the decks of the package");
	add_json_decks(c, json);
	json_free(json);
	return true;
}

/* ---- later schemas: tables, with settings in protocol buffers ---- */

/* A varint (protobuf.dev/programming-guides/encoding); false at the end. */
static bool varint(const unsigned char **at, const unsigned char *end, uint64_t *ret)
{
	*ret = 0;
	for (int shift = 0; *at < end && shift < 64; shift += 7) {
		unsigned char byte = *(*at)++;

		*ret |= (uint64_t)(byte & 127) << shift;
		if (byte < 128)
			return true;
	}
	return false;
}

struct message_field {
	uint64_t number, value;     /* of a varint */
	const unsigned char *bytes; /* of a string; else NULL */
	size_t len;
};

static bool next_field(
	const unsigned char **at, const unsigned char *end, struct message_field *ret)
{
	uint64_t key, len;

	*ret = (struct message_field){0};
	if (!varint(at, end, &key))
		return false;
	ret->number = key >> 3;
	switch (key & 7) {
	case 0: return varint(at, end, &ret->value);
	case 1: len = 8; break;
	case 2:
		if (!varint(at, end, &len))
			return false;
		break;
	case 5: len = 4; break;
	default: return false;
	}
	if (len > (uint64_t)(end - *at))
		return false;
	ret->bytes = *at;
	ret->len = (size_t)len;
	*at += len;
	return true;
}

/* Field `number` of a message as text. */
static const char *message_text(struct arena *a, const void *bytes, size_t len, uint64_t number)
{
	const unsigned char *at = bytes, *end = at ? at + len : at;
	struct message_field f;

	while (at && next_field(&at, end, &f))
		if (f.number == number && f.bytes)
			return arena_strndup(a, (const char *)f.bytes, f.len);
	return "";
}

static uint64_t message_number(const void *bytes, size_t len, uint64_t number)
{
	const unsigned char *at = bytes, *end = at ? at + len : at;
	struct message_field f;

	while (at && next_field(&at, end, &f))
		if (f.number == number && !f.bytes)
			return f.value;
	return 0;
}

static struct import_model *find_model(struct import_collection *c, int64_t id)
{
	for (size_t i = 0; i < c->models.len; i++)
		if (c->models.at[i].id == id)
			return &c->models.at[i];
	return NULL;
}

enum table { NOTETYPES, FIELDS, TEMPLATES, DECKS };

static void add_row(struct import_collection *c, enum table table, struct db_stmt *q)
{
	const char *kept = import_utf8(c->arena, db_text(q, 1));
	struct import_model *m;
	const void *config;
	size_t len = 0;

	if (table == DECKS) {
		struct str out = {0};

		for (const char *at = kept; *at; at++)
			if (*at == '\x1f')
				str_add(&out, "::");
			else
				str_add_char(&out, *at);
		vec_push(&c->decks, ((struct import_deck){
					    db_int(q, 0), arena_strdup(c->arena, str_text(&out))}));
		str_release(&out);
		return;
	}
	config = db_blob(q, 2, &len);
	if (table == NOTETYPES) {
		vec_push(&c->models, ((struct import_model){.id = db_int(q, 0),
					     .name = kept,
					     .is_cloze = message_number(config, len, 1) == 1}));
		return;
	}
	m = find_model(c, db_int(q, 0));
	if (!m || m->fields.len >= IMPORT_FIELDS_MAX || m->fronts.len >= IMPORT_FIELDS_MAX)
		return;
	if (table == FIELDS) {
		vec_push(&m->fields, kept);
	} else {
		vec_push(&m->fronts,
			import_side_of(c->arena, m, message_text(c->arena, config, len, 1)));
		vec_push(&m->backs,
			import_side_of(c->arena, m, message_text(c->arena, config, len, 2)));
	}
}

static bool read_table(
	struct import_collection *c, enum table table, const char *sql, struct err *err)
{
	struct db_stmt *q;
	bool row = true, ok;

	if (!db_prepare(c->db, sql, &q, err))
		return false;
	while ((ok = db_step(q, &row, err)) && row)
		add_row(c, table, q);
	db_finalize(q);
	return ok;
}

static bool read_tables(struct import_collection *c, struct err *err)
{
	return read_table(c, NOTETYPES, "SELECT id, name, config FROM notetypes", err) &&
	       read_table(c, FIELDS, "SELECT ntid, name, config FROM fields ORDER BY ntid, ord",
		       err) &&
	       read_table(c, TEMPLATES,
		       "SELECT ntid, name, config FROM templates ORDER BY ntid, ord", err) &&
	       read_table(c, DECKS, "SELECT id, name FROM decks", err);
}

/* ---- which ---- */

bool import_read_models(struct import_collection *c, struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;
	int64_t version = 0;

	if (!db_prepare(c->db, "SELECT ver, crt, models, decks FROM col LIMIT 1", &q, err))
		return false;
	ok = db_step(q, &row, err);
	if (ok && row) {
		version = db_int(q, 0);
		c->created_s = db_int(q, 1);
		if (version < 15)
			ok = read_json(c, db_text(q, 2) ? db_text(q, 2) : "{}",
				db_text(q, 3) ? db_text(q, 3) : "{}", err);
	}
	db_finalize(q);
	if (ok && !row)
		return err_set(err, ERR_INPUT, "the collection is empty");
	return ok && (version < 15 || read_tables(c, err));
}
