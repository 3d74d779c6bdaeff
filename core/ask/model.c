#include "core/ask/model.h"

#include "core/ai/structured.h"
#include "core/ask/ask_impl.h"
#include "core/ask/glossary.h"
#include "core/ask/slice.h"
#include "core/base/clock.h"

#include <stdlib.h>
#include <string.h>

/* More repairs than this cost more than they mend. */
#define REPAIRS_MAX 2

struct dialogue {
	struct ask *a;
	const char *question;
	const struct ask_model_options *o;
	struct ask_link *link;
	struct str schema;
	struct ask_model_answer *answer;
	const char *tier;   /* that is asked now */
	struct str sql;     /* the last that was proposed */
	struct str problem; /* what is wrong with it */
	cJSON *tried;
};

static const char *dialect(const struct dialogue *d)
{
	return source_dialect(d->a->source) == DIALECT_POSTGRES ? "postgres" : "sqlite";
}

static cJSON *sql_values(const struct dialogue *d)
{
	cJSON *v = json_new_object();
	char now[CLOCK_ISO_MAX];
	struct str values = {0};
	char *glossary;

	clock_format_iso(clock_now_ms(), now);
	now[10] = '\0';
	json_set_string(v, "question", d->question);
	json_set_string(v, "schema", str_text(&d->schema));
	json_set_string(v, "dialect", dialect(d));
	json_set_string(v, "now", now);
	json_set_number(v, "limit", (double)d->o->max_rows);
	if (d->o->share_values)
		ask_slice_values(d->link, &values);
	json_set_string(v, "values", str_text(&values));
	json_set_string(
		v, "candidate", d->o->reading && d->o->reading->sql ? d->o->reading->sql : "");
	glossary = ask_glossary_text(d->a->glossary);
	json_set_string(v, "glossary", glossary);
	free(glossary);
	if (d->o->examples)
		json_set_take(v, "examples", json_copy(d->o->examples));
	str_release(&values);
	return v;
}

static cJSON *repair_values(const struct dialogue *d)
{
	cJSON *v = json_new_object();

	json_set_string(v, "question", d->question);
	json_set_string(v, "schema", str_text(&d->schema));
	json_set_string(v, "dialect", dialect(d));
	json_set_string(v, "sql", str_text(&d->sql));
	json_set_string(v, "problem", str_text(&d->problem));
	json_set_take(v, "tried", json_copy(d->tried));
	return v;
}

/* The request of a prompt; the prompt has to live until it was asked. */
static bool prepare(struct dialogue *d, const char *name, cJSON *values,
	struct ai_prompt **ret_prompt, struct ai_messages *ret, struct err *err)
{
	bool ok = ai_prompt_for(d->o->ai, name, ret_prompt, err);

	if (ok && !(ai_prompt_allowed(*ret_prompt, d->o->config, err) &&
			  ai_prompt_render(&d->a->arena, *ret_prompt, values, ret, err))) {
		ai_prompt_free(*ret_prompt);
		ok = false;
	}
	json_free(values);
	return ok;
}

static void add_up(struct ask_model_answer *m, const struct ai_structured *s)
{
	m->calls++;
	m->cached = (m->calls == 1 || m->cached) && s->answer.cached;
	m->provider = s->answer.provider;
	m->model = s->answer.model;
	m->cost = m->cost < 0 || s->answer.cost < 0 ? -1 : m->cost + s->answer.cost;
}

/* Models that know no schemas write the query between fences.  Prose around one is
 * fine; two queries are a choice that nobody made. */
static cJSON *fenced(const char *text)
{
	const char *open = strstr(text, "```"), *line = open ? strchr(open, '\n') : NULL;
	const char *close = line ? strstr(line, "```") : NULL;
	cJSON *value;
	char *sql;

	if (!close || strstr(close + 3, "```"))
		return NULL;
	sql = mem_strndup(line + 1, (size_t)(close - line - 1));
	value = json_new_object();
	json_set_string(value, "sql", sql);
	free(sql);
	return value;
}

/* As the prompts' schemas have it. */
static cJSON *fenced_answer(const char *text)
{
	cJSON *value = fenced(text);

	if (value) {
		json_set_string(value, "reason", "");
		json_set_take(value, "assumptions", json_new_array());
	}
	return value;
}

static cJSON *fenced_repair(const char *text)
{
	cJSON *value = fenced(text);

	if (value)
		json_set_string(value, "cause", "not told");
	return value;
}

/* Asks a prompt; the value is the caller's. */
static bool call(struct dialogue *d, const char *name, cJSON *values, cJSON **ret, struct err *err)
{
	struct ai_prompt *prompt;
	struct ai_messages messages;
	struct ai_request request;
	struct ai_ask ask = *d->o->ask, own;
	struct ai_structured s = {0};
	bool ok;

	if (!prepare(d, name, values, &prompt, &messages, err))
		return false;
	ai_prompt_ask(prompt, &messages, &request, &own);
	ask.request = &request;
	ask.task = own.task;
	ask.template_hash = own.template_hash;
	ask.template_tier = own.template_tier;
	ask.material = own.material;
	ask.salvage = str_eq(name, "sql") ? fenced_answer : fenced_repair;
	if (!d->o->pinned)
		ask.tier = d->tier;
	ok = ai_call_structured(d->o->ai, &ask, &s, err);
	if (ok) {
		*ret = s.value;
		s.value = NULL;
		add_up(d->answer, &s);
	}
	ai_structured_release(&s);
	ai_prompt_free(prompt);
	return ok;
}

/* The names that are most like those a message quotes. */
static void add_nearest(struct dialogue *d, const char *message)
{
	const struct ask_catalog *c = d->a->catalog;
	const char **names =
		arena_array(&d->a->arena, const char *, c->columns_len + c->tables_len);
	const char *word = strrchr(message, ' '), *nearest, *dot;
	size_t count = 0;
	bool is_there = false;

	for (size_t i = 0; i < c->tables_len; i++)
		names[count++] = c->tables[i].source->name;
	for (size_t i = 0; i < c->columns_len; i++)
		names[count++] = c->columns[i].source->name;
	if (!word)
		return;
	dot = strrchr(word, '.');
	/* A name that is there stands in another table. */
	for (size_t i = 0; i < c->columns_len; i++) {
		if (!str_eq(c->columns[i].source->name, dot ? dot + 1 : word + 1))
			continue;
		str_addf(&d->problem, "; %s has that column", ask_table_of(c, i)->source->name);
		is_there = true;
	}
	if (is_there)
		return;
	nearest = str_nearest(dot ? dot + 1 : word + 1, names, count);
	if (nearest)
		str_addf(&d->problem, "; the nearest name is %s", nearest);
}

/* Whether the proposed SQL passes the gate and can be prepared. */
static bool check(struct dialogue *d)
{
	struct err err;

	str_clear(&d->problem);
	if (source_check(d->a->source, str_text(&d->sql), &err))
		return true;
	str_add(&d->problem, err.message);
	if (err.kind != ERR_REFUSED)
		add_nearest(d, err.message);
	return false;
}

static void propose(struct dialogue *d, const cJSON *value)
{
	const char *sql = json_get_string(value, "sql"), *reason = json_get_string(value, "reason");
	const cJSON *assumptions = json_get(value, "assumptions");

	str_clear(&d->sql);
	str_add(&d->sql, sql ? sql : "");
	/* One statement may end with a semicolon. */
	while (d->sql.len && strchr("; \n\t", d->sql.at[d->sql.len - 1]))
		str_truncate(&d->sql, d->sql.len - 1);
	if (reason) {
		free(d->answer->reason);
		d->answer->reason = mem_strdup(reason);
	}
	if (assumptions) {
		json_free(d->answer->assumptions);
		d->answer->assumptions = json_copy(assumptions);
	}
}

static bool cannot(const struct dialogue *d, struct err *err)
{
	return err_set(err, ERR_NO_ANSWER, "the model cannot answer from this database: %s",
		d->answer->reason && *d->answer->reason ? d->answer->reason : "it gave no reason");
}

/* An answer that is none is the next tier's chance. */
static bool is_unusable(struct dialogue *d, const struct err *err)
{
	if (err->kind != ERR_INPUT)
		return false;
	str_clear(&d->problem);
	str_add(&d->problem, err->message);
	return true;
}

/* One tier: a proposal and its repairs.  True and no SQL: what it wrote does not
 * run. */
static bool ask_tier(struct dialogue *d, bool *ret_done, struct err *err)
{
	cJSON *value = NULL;

	*ret_done = false;
	if (!call(d, "sql", sql_values(d), &value, err))
		return is_unusable(d, err);
	propose(d, value);
	json_free(value);
	for (int repairs = 0; d->sql.len; repairs++) {
		if (check(d)) {
			d->answer->sql = mem_strdup(str_text(&d->sql));
			*ret_done = true;
			return true;
		}
		if (repairs == REPAIRS_MAX)
			return true;
		if (d->o->ask->on_note)
			d->o->ask->on_note(d->o->ask->self,
				arena_printf(&d->a->arena,
					"the query cannot run (%s); asking for a repair",
					str_text(&d->problem)));
		d->answer->repairs++;
		if (!call(d, "sql-repair", repair_values(d), &value, err))
			return is_unusable(d, err);
		json_append_take(d->tried, json_new_string(str_text(&d->sql)));
		propose(d, value);
		json_free(value);
	}
	*ret_done = true;
	return cannot(d, err);
}

static bool start(struct dialogue *d, struct ask *a, const char *question,
	const struct ask_model_options *o, struct err *err)
{
	const struct ask_question *q;
	bool sampled;

	*d = (struct dialogue){
		.a = a, .question = question, .o = o, .tier = "fast", .tried = json_new_array()};
	arena_reset(&a->arena);
	if (!ask_read_question(a, question, &q, err) ||
		!ask_link_question(a, q, &sampled, &d->link, err))
		return false;
	ask_slice_schema(d->link, &d->schema);
	return true;
}

static void end(struct dialogue *d)
{
	json_free(d->tried);
	str_release(&d->schema);
	str_release(&d->sql);
	str_release(&d->problem);
}

bool ask_model(struct ask *a, const char *question, const struct ask_model_options *o,
	struct ask_model_answer *ret, struct err *err)
{
	static const char *const tiers[] = {"fast", "balanced"};
	struct dialogue d;
	bool ok, done = false;

	*ret = (struct ask_model_answer){0};
	ok = start(&d, a, question, o, err);
	d.answer = ret;
	for (size_t i = 0; ok && !done && i < (o->pinned ? 1 : sizeof tiers / sizeof *tiers); i++) {
		d.tier = tiers[i];
		ok = ask_tier(&d, &done, err);
	}
	if (ok && !done) {
		ok = err_set(err, ERR_NO_ANSWER, "nothing that the model wrote can run: %s",
			str_text(&d.problem));
		err_hint(err, "another model may do better: --model or --tier");
	}
	end(&d);
	return ok;
}

void ask_model_answer_release(struct ask_model_answer *m)
{
	free(m->sql);
	free(m->reason);
	json_free(m->assumptions);
}

cJSON *ask_model_request(
	struct ask *a, const char *question, const struct ask_model_options *o, struct err *err)
{
	struct dialogue d;
	struct ai_prompt *prompt;
	struct ai_messages messages;
	cJSON *request = NULL, *list;

	if (start(&d, a, question, o, err) &&
		prepare(&d, "sql", sql_values(&d), &prompt, &messages, err)) {
		request = json_new_object();
		list = json_new_array();
		json_set_string(request, "task", "sql");
		json_set_string(request, "tier", o->pinned && o->ask->tier ? o->ask->tier : d.tier);
		for (size_t i = 0; i < messages.len; i++) {
			cJSON *m = json_new_object();

			json_set_string(m, "role",
				messages.at[i].role == AI_SYSTEM ? "system"
				: messages.at[i].role == AI_USER ? "user"
								 : "assistant");
			json_set_string(m, "content", messages.at[i].text);
			json_append_take(list, m);
		}
		json_add_take(request, "messages", list);
		ai_prompt_free(prompt);
	}
	end(&d);
	return request;
}
