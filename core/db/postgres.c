#include "core/db/postgres.h"

#include "core/base/clock.h"
#include "core/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows that are fetched at once: what is asked in one go must fit in memory. */
#define FETCH_ROWS 1000
/* As for SQLite: more no table shows. */
#define RESULT_MAX_BYTES ((size_t)64 * 1024 * 1024)
#define CHECK_TIMEOUT_MS 5000

static bool takes(const char *spec)
{
	return str_starts(spec, "postgres://") || str_starts(spec, "postgresql://");
}

/* ---- the connection ---- */

static void be_quiet(void *self, const char *message)
{
	(void)self, (void)message;
}

/* What libpq says of an address may repeat it, password and all. */
static bool check_address(struct postgres *p, struct err *err)
{
	PQconninfoOption *options = p->api->conninfoParse(p->spec, NULL);

	p->api->conninfoFree(options);
	if (options)
		return true;
	err_set(err, ERR_USAGE, "the address of the database is no valid postgres:// URI");
	return err_hint(err,
		"postgres://USER@HOST:PORT/DATABASE; the password may come from PGPASSWORD "
		"or ~/.pgpass, and special characters stand as %%40 and the like");
}

static void set_name(struct postgres *p)
{
	struct str name = {0};
	const char *host = p->api->host(p->conn), *database = p->api->db(p->conn);

	str_addf(&name, "postgres://%s:%s/%s", host ? host : "", p->api->port(p->conn),
		database ? database : "");
	free(p->name);
	p->name = str_take(&name);
}

/* A message of libpq without the password, should it ever hold it. */
static bool not_connected(struct postgres *p, struct err *err)
{
	const char *message = p->conn ? p->api->errorMessage(p->conn) : "out of memory";
	const char *password = p->conn ? p->api->pass(p->conn) : NULL;

	if (password && *password && strstr(message, password))
		message = "the server refuses the password";
	err_set(err, ERR_WORK, "cannot connect to '%s': %.*s", p->name, (int)strcspn(message, "\n"),
		message);
	return err_hint(err,
		"is the server there, and may this user connect? PGPASSWORD or ~/.pgpass "
		"give the password");
}

/* Whatever the server's own settings are. */
static const char settings[] =
	"SELECT set_config('default_transaction_read_only', 'on', false), "
	"set_config('standard_conforming_strings', 'on', false), "
	"set_config('datestyle', 'ISO, YMD', false), set_config('intervalstyle', 'postgres', "
	"false), "
	"set_config('bytea_output', 'hex', false), set_config('lock_timeout', '3000', false), "
	"set_config('idle_in_transaction_session_timeout', '60000', false)";

bool postgres_connect(struct postgres *p, struct err *err)
{
	/* What stands later wins: the address over the time limit. */
	const char *const keys[] = {"connect_timeout", "dbname", "client_encoding",
		"fallback_application_name", p->database ? "dbname" : NULL, NULL};
	const char *const values[] = {"10", p->spec, "UTF8", "blokctl", p->database, NULL};

	if (p->conn && !p->is_broken && p->api->status(p->conn) == CONNECTION_OK)
		return true;
	p->api->finish(p->conn);
	p->is_broken = false;
	p->conn = p->api->connectdbParams(keys, values, 1);
	if (p->conn)
		set_name(p);
	if (!p->conn || p->api->status(p->conn) != CONNECTION_OK)
		return not_connected(p, err);
	p->api->setNoticeProcessor(p->conn, be_quiet, NULL);
	return postgres_run(p, p->settings, err);
}

void postgres_detach(struct postgres *p)
{
	p->api->finish(p->conn);
	free(p->spec);
	free(p->name);
	free(p->database);
	free(p);
}

bool postgres_attach(struct postgres *p, const char *spec, struct err *err)
{
	p->spec = mem_strdup(spec);
	p->name = mem_strdup("the database");
	return check_address(p, err) && postgres_connect(p, err);
}

static void close_source(struct source *s)
{
	postgres_detach(s->state);
}

static bool open_server(struct source *s, const char *spec, struct err *err)
{
	const struct pq_api *api = pq_load(err);
	struct postgres *p;

	if (!api)
		return false;
	p = mem_alloc(sizeof *p);
	p->api = api;
	p->s = s;
	p->settings = settings;
	if (postgres_attach(p, spec, err)) {
		s->state = p;
		return true;
	}
	postgres_detach(p);
	return false;
}

/* ---- rows, through a cursor ---- */

/* Only what is a query can be a cursor, and none that writes in a WITH. */
static bool declare(struct postgres *p, const struct source_query *q, struct err *err)
{
	struct source_query declared = *q;
	struct str sql = {0};
	PGresult *r;
	bool ok;

	str_add(&sql, "DECLARE blokctl NO SCROLL CURSOR FOR ");
	postgres_translate(&sql, q->sql);
	declared.sql = str_text(&sql);
	ok = postgres_exec(p, &declared, &r, err);
	p->api->clear(r);
	str_release(&sql);
	return ok;
}

static bool fetch(struct postgres *p, int64_t count, PGresult **ret, struct err *err)
{
	char sql[80];
	const struct source_query q = {.sql = sql};

	snprintf(sql, sizeof sql, "FETCH FORWARD %lld FROM blokctl", (long long)count);
	return postgres_exec(p, &q, ret, err);
}

static bool walk_rows(
	struct postgres *p, const PGresult *r, source_each *each, void *self, struct err *err)
{
	int columns = p->api->nfields(r), rows = p->api->ntuples(r);
	struct source_value *values = mem_alloc(((size_t)columns + 1) * sizeof *values);
	struct arena a = {0};
	bool ok = true;

	for (int row = 0; ok && row < rows; row++) {
		arena_reset(&a);
		for (int i = 0; i < columns; i++)
			postgres_value(p, r, row, i, &a, &values[i]);
		ok = each(self, values, (size_t)columns, err);
	}
	arena_release(&a);
	free(values);
	return ok;
}

static bool walk(struct source *s, const struct source_query *q, source_each *each, void *self,
	struct err *err)
{
	struct postgres *p = s->state;
	bool ok, more = true;

	if (!postgres_begin(p, 0, err))
		return false;
	ok = declare(p, q, err);
	while (ok && more) {
		PGresult *r;

		ok = fetch(p, FETCH_ROWS, &r, err) && walk_rows(p, r, each, self, err);
		more = ok && p->api->ntuples(r) == FETCH_ROWS;
		p->api->clear(r);
	}
	postgres_end(p);
	return ok;
}

/* ---- anybody's SQL ---- */

static bool check(struct source *s, const char *sql, struct err *err)
{
	struct postgres *p = s->state;
	struct str translated = {0};
	bool ok;

	if (!postgres_begin(p, CHECK_TIMEOUT_MS, err))
		return false;
	postgres_translate(&translated, sql);
	ok = postgres_gate(p, sql, err) && postgres_prepare(p, str_text(&translated), err);
	str_release(&translated);
	postgres_end(p);
	return ok;
}

struct gathering {
	struct postgres *p;
	struct arena *a;
	VEC(struct source_value) values;
	size_t bytes;
};

static void set_names(struct gathering *g, const PGresult *r, struct source_result *ret)
{
	int columns = g->p->api->nfields(r);
	const char **names = arena_array(g->a, const char *, (size_t)columns + 1);

	for (int i = 0; i < columns; i++)
		names[i] = arena_strdup(g->a, g->p->api->fname(r, i));
	ret->names = names;
	ret->columns = (size_t)columns;
}

static bool gather_row(void *self, const struct source_value *values, size_t count, struct err *err)
{
	struct gathering *g = self;

	for (size_t i = 0; i < count; i++) {
		struct source_value *v = vec_add(&g->values);

		*v = values[i];
		if (v->text)
			v->text = memcpy(arena_alloc(g->a, v->len + 1), v->text, v->len);
		g->bytes += sizeof *v + v->len;
	}
	if (g->bytes <= RESULT_MAX_BYTES)
		return true;
	err_set(err, ERR_REFUSED, "the result is larger than %zu MiB", RESULT_MAX_BYTES >> 20);
	return err_hint(err, "ask for fewer rows or columns");
}

/* Up to max_rows, and one more to know that there are more. */
static bool gather(struct gathering *g, const struct source_query *q, struct source_result *ret,
	struct err *err)
{
	int64_t left = q->max_rows < INT64_MAX ? q->max_rows + 1 : q->max_rows;
	bool ok = true, more = left > 0;

	while (ok && more) {
		int64_t want = left < FETCH_ROWS ? left : FETCH_ROWS;
		PGresult *r;

		ok = fetch(g->p, want, &r, err);
		if (ok && !ret->names)
			set_names(g, r, ret);
		ok = ok && walk_rows(g->p, r, gather_row, g, err);
		more = ok && g->p->api->ntuples(r) == want;
		ret->rows += ok ? (size_t)g->p->api->ntuples(r) : 0;
		left -= want;
		more = more && left > 0;
		g->p->api->clear(r);
	}
	if (ok && ret->rows > (size_t)q->max_rows) {
		ret->truncated = true;
		ret->rows = (size_t)q->max_rows;
	}
	return ok;
}

static bool query(struct source *s, const struct source_query *q, struct arena *a,
	struct source_result *ret, struct err *err)
{
	struct postgres *p = s->state;
	struct gathering g = {.p = p, .a = a};
	struct source_result result = {0};
	struct source_value *values;
	bool ok;

	if (!postgres_begin(p, q->timeout_ms, err))
		return false;
	ok = postgres_gate(p, q->sql, err) && declare(p, q, err) && gather(&g, q, &result, err);
	postgres_end(p);
	if (ok) {
		values = arena_array(a, struct source_value, g.values.len + 1);
		if (g.values.len)
			memcpy(values, g.values.at, g.values.len * sizeof *values);
		result.values = values;
		*ret = result;
	}
	vec_release(&g.values);
	return ok;
}

const struct source_driver postgres_driver = {
	.dialect = DIALECT_POSTGRES,
	.takes = takes,
	.open = open_server,
	.close = close_source,
	.schema = postgres_schema,
	.walk = walk,
	.check = check,
	.query = query,
};
