#include "core/db/postgres.h"
#include "core/db/target_impl.h"
#include "core/db/target_split.h"

#include "core/base/id.h"
#include "core/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct postgres_target {
	struct postgres *p;
	struct str pending;           /* the statement that step() runs */
	bool is_open;                 /* a transaction */
	struct postgres_target *like; /* of a scratch database: whose connection drops it */
};

/* Whatever the server's own settings are; names and times of the user's stay. */
static const char settings[] = "SELECT set_config('standard_conforming_strings', 'on', false), "
			       "set_config('bytea_output', 'hex', false)";

/* Any number, the same for all that migrate a database: advisory locks are its own. */
#define LOCK_KEY "7092841655014727"

static struct postgres *server(const struct target *s)
{
	const struct postgres_target *state = s->state;

	return state->p;
}

static struct postgres_target *new_state(struct target *s, const struct pq_api *api)
{
	struct postgres_target *state = mem_alloc(sizeof *state);

	state->p = mem_alloc(sizeof *state->p);
	state->p->api = api;
	state->p->target = s;
	state->p->settings = settings;
	s->state = state;
	return state;
}

static bool open_target(struct target *s, const char *spec, unsigned flags, struct err *err)
{
	const struct pq_api *api = pq_load(err);
	struct postgres_target *state;

	if (!api)
		return false;
	state = new_state(s, api);
	if (!postgres_attach(state->p, spec, err))
		return false;
	s->name = mem_strdup(state->p->name);
	return !(flags & TARGET_READ_ONLY) ||
	       postgres_run(state->p, "SET default_transaction_read_only = on", err);
}

/* `database` is a plain name. */
static bool name_statement(
	struct postgres_target *like, const char *verb, const char *database, struct err *err)
{
	char sql[120];

	snprintf(sql, sizeof sql, "%s DATABASE %s", verb, database);
	return postgres_run(like->p, sql, err);
}

static bool open_scratch(struct target *like, struct target *s, struct err *err)
{
	struct postgres_target *of = like->state, *state = new_state(s, of->p->api);
	char id[ID_ULID_LEN + 1], name[64];

	id_ulid(id);
	snprintf(name, sizeof name, "blokctl_scratch_%s", id);
	for (char *c = name; *c; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
	s->name = mem_strdup(name);
	if (!name_statement(of, "CREATE", name, err)) {
		err_wrap(err, "cannot make a scratch database");
		return err_hint(err, "it needs the right to CREATE DATABASE");
	}
	state->like = of;
	state->p->database = mem_strdup(name);
	return postgres_attach(state->p, of->p->spec, err);
}

static void close_target(struct target *s)
{
	struct postgres_target *state = s->state;
	struct err ignored;

	postgres_detach(state->p);
	if (state->like)
		name_statement(state->like, "DROP", s->name, &ignored);
	str_release(&state->pending);
	free(state);
}

/* ---- our own statements ---- */

static bool each_row(
	struct postgres *p, const PGresult *r, const struct target_query *q, struct err *err)
{
	int columns = p->api->nfields(r), rows = p->api->ntuples(r);
	const char **texts = mem_alloc(((size_t)columns + 1) * sizeof *texts);
	bool ok = true;

	for (int row = 0; ok && row < rows; row++) {
		for (int i = 0; i < columns; i++)
			texts[i] =
				p->api->getisnull(r, row, i) ? NULL : p->api->getvalue(r, row, i);
		ok = q->each(q->self, texts, err);
	}
	free(texts);
	return ok;
}

static bool run(struct target *s, const struct target_query *q, struct err *err)
{
	struct source_value *values = mem_alloc((q->params_len + 1) * sizeof *values);
	struct source_query query = {.params = values, .params_len = q->params_len};
	struct postgres *p = server(s);
	struct str sql = {0};
	PGresult *r;
	bool ok;

	for (size_t i = 0; i < q->params_len; i++)
		values[i] = (struct source_value){.kind = q->params[i] ? VALUE_TEXT : VALUE_NULL,
			.text = q->params[i],
			.len = q->params[i] ? strlen(q->params[i]) : 0};
	postgres_translate(&sql, q->sql);
	query.sql = str_text(&sql);
	ok = postgres_exec(p, &query, &r, err) && (!q->each || each_row(p, r, q, err));
	p->api->clear(r);
	str_release(&sql);
	free(values);
	return ok;
}

static bool note_lock(void *self, const char *const *columns, struct err *err)
{
	(void)err;
	*(bool *)self = columns[0] && *columns[0] == 't';
	return true;
}

static bool try_lock(struct target *s, bool *ret_held, struct err *err)
{
	const struct target_query q = {.sql = "SELECT pg_try_advisory_lock(" LOCK_KEY ")",
		.each = note_lock,
		.self = ret_held};

	return run(s, &q, err);
}

static void unlock(struct target *s)
{
	struct err ignored;

	postgres_run(server(s), "SELECT pg_advisory_unlock(" LOCK_KEY ")", &ignored);
}

/* ---- transactions ---- */

static bool begin(struct target *s, struct err *err)
{
	struct postgres_target *state = s->state;

	state->is_open = postgres_run(state->p, "BEGIN", err);
	return state->is_open;
}

static void rollback(struct target *s)
{
	struct postgres_target *state = s->state;
	struct err ignored;

	if (state->is_open && !state->p->is_broken)
		postgres_run(state->p, "ROLLBACK", &ignored);
	state->is_open = false;
}

static bool commit(struct target *s, struct err *err)
{
	struct postgres_target *state = s->state;
	bool ok = postgres_run(state->p, "COMMIT", err);

	if (!ok)
		rollback(s);
	state->is_open = false;
	return ok;
}

static bool in_transaction(const struct target *s)
{
	const struct postgres_target *state = s->state;

	return state->is_open;
}

/* Also what a script has set by set_config(), as those of pg_dump do. */
static bool reset(struct target *s, struct err *err)
{
	struct postgres_target *state = s->state;

	return postgres_run(state->p, "RESET ROLE", err) &&
	       postgres_run(state->p, "RESET ALL", err) && postgres_run(state->p, settings, err);
}

/* ---- scripts ---- */

static bool next(struct target *s, const char *script, size_t from, struct target_statement *ret,
	bool *ret_found, size_t *ret_offset, struct err *err)
{
	struct postgres_target *state = s->state;
	size_t at;

	*ret_found = split_next(script, from, ret);
	if (!*ret_found)
		return true;
	*ret_offset = ret->at;
	str_clear(&state->pending);
	str_add_bytes(&state->pending, script + ret->at, ret->end - ret->at);
	if (s->guarded && split_changes(str_text(&state->pending), s->guarded, &at)) {
		*ret_offset += at;
		return target_guarded(s->guarded, err);
	}
	if (!split_is_copy(str_text(&state->pending)))
		return true;
	err_set(err, ERR_INPUT, "COPY FROM STDIN is a way of psql's, and of no file");
	return err_hint(err, "write INSERT, or COPY from a file of the server's");
}

/* The byte at which so many characters lie behind the beginning. */
static size_t byte_of(const char *text, int characters)
{
	size_t at = 0;

	for (; characters > 1 && text[at]; characters--)
		for (at++; ((unsigned char)text[at] & 0xc0) == 0x80;)
			at++;
	return at;
}

static bool step(struct target *s, struct target_statement *st, size_t *ret_offset, struct err *err)
{
	struct postgres_target *state = s->state;
	const struct source_query q = {.sql = str_text(&state->pending)};
	struct postgres *p = state->p;
	PGresult *r;
	bool ok;

	p->error_place = 0;
	ok = postgres_exec(p, &q, &r, err);
	if (ok && !p->api->nfields(r)) /* of a query it would be those that it found */
		st->rows = strtoll(p->api->cmdTuples(r), NULL, 10);
	p->api->clear(r);
	*ret_offset = st->at + (ok ? 0 : byte_of(q.sql, p->error_place));
	/* What the script got wrong is its failure, not a document's. */
	if (!ok && err->kind == ERR_INPUT)
		err->kind = ERR_WORK;
	if (ok && st->kind != STATEMENT_PLAIN)
		state->is_open = st->kind == STATEMENT_BEGIN ||
				 (state->is_open && st->kind != STATEMENT_COMMIT &&
					 st->kind != STATEMENT_ROLLBACK);
	return ok;
}

static void skip(struct target *s)
{
	(void)s;
}

const struct target_driver target_postgres = {
	.dialect = DIALECT_POSTGRES,
	.open = open_target,
	.close = close_target,
	.try_lock = try_lock,
	.unlock = unlock,
	.run = run,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.in_transaction = in_transaction,
	.reset = reset,
	.next = next,
	.step = step,
	.skip = skip,
	.scratch = open_scratch,
};
