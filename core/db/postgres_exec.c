#include "core/db/postgres.h"

#include "core/base/clock.h"
#include "core/base/mem.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How often the caller is asked whether to go on. */
#define ASK_MS 100
/* The server has this long to stop what was cancelled. */
#define CANCEL_MS 300
/* Our own questions to the catalog. */
#define OWN_TIMEOUT_MS 30000

/* ---- errors ---- */

static enum err_kind kind_of(const char *state)
{
	if (strcmp(state, "57014") == 0)
		return ERR_TIMEOUT; /* statement_timeout, or our cancel */
	if (strcmp(state, "25006") == 0 || strcmp(state, "42501") == 0)
		return ERR_REFUSED; /* it writes; no privilege */
	if (strncmp(state, "42", 2) == 0 || strncmp(state, "22", 2) == 0 ||
		strncmp(state, "0A", 2) == 0)
		return ERR_INPUT; /* what was asked, or its data */
	if (strncmp(state, "55P03", 5) == 0 || strncmp(state, "53", 2) == 0 ||
		strncmp(state, "40", 2) == 0)
		return ERR_BUSY;
	return ERR_WORK;
}

/* libpq ends its messages with a newline, and may say several lines. */
static bool fail_connection(struct postgres *p, struct err *err)
{
	const char *message = p->api->errorMessage(p->conn);

	p->is_broken = true;
	return err_set(err, ERR_WORK, "cannot query '%s': %.*s", p->name,
		(int)strcspn(message, "\n"), *message ? message : "the connection is gone");
}

static bool fail_result(struct postgres *p, const PGresult *r, struct err *err)
{
	const char *state = p->api->resultErrorField(r, PG_DIAG_SQLSTATE);
	const char *message = p->api->resultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	const char *hint = p->api->resultErrorField(r, PG_DIAG_MESSAGE_HINT);
	const char *place = p->api->resultErrorField(r, PG_DIAG_STATEMENT_POSITION);

	p->error_place = place ? (int)strtol(place, NULL, 10) : 0;
	if (!state || !message)
		return fail_connection(p, err);
	if (kind_of(state) == ERR_TIMEOUT) {
		err_set(err, ERR_TIMEOUT, "the query took too long");
		return err_hint(err, "it was stopped; ask for less, or give it more time");
	}
	err_set(err, kind_of(state), "%s", message);
	return hint ? err_hint(err, "%s", hint) : false;
}

/* ---- waiting ---- */

static void cancel(struct postgres *p)
{
	PGcancel *c = p->api->getCancel(p->conn);
	char ignored[256];

	if (c)
		p->api->cancel(c, ignored, sizeof ignored);
	p->api->freeCancel(c);
}

static bool may_go_on(const struct postgres *p)
{
	if (p->s)
		return source_may_go_on(p->s);
	return !p->target->may_go_on || p->target->may_go_on(p->target->self);
}

/* Until the answer is there, or a monotonic time; false when it was not. */
static bool wait_until(struct postgres *p, int64_t until_us, bool ask)
{
	while (p->api->isBusy(p->conn)) {
		struct pollfd fd = {.fd = p->api->socket(p->conn), .events = POLLIN};
		int64_t left_ms = until_us ? (until_us - clock_mono_us() + 999) / 1000 : ASK_MS;

		if (left_ms <= 0 || (ask && !may_go_on(p)))
			return false;
		if (poll(&fd, 1, left_ms < ASK_MS ? (int)left_ms : ASK_MS) > 0 &&
			!p->api->consumeInput(p->conn))
			return true; /* the result tells why */
	}
	return true;
}

/* The last result of what is under way; the one that failed, if one did. */
static PGresult *take_results(struct postgres *p)
{
	PGresult *last = NULL, *r;

	while ((r = p->api->getResult(p->conn))) {
		ExecStatusType status = p->api->resultStatus(r);

		if (last && p->api->resultStatus(last) == PGRES_FATAL_ERROR) {
			p->api->clear(r);
			continue;
		}
		p->api->clear(last);
		last = r;
		if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT ||
			status == PGRES_COPY_BOTH) {
			p->is_broken = true;
			break;
		}
	}
	return last;
}

static bool stop(struct postgres *p, struct err *err)
{
	bool late = p->deadline_us && clock_mono_us() >= p->deadline_us;

	cancel(p);
	if (wait_until(p, clock_mono_us() + CANCEL_MS * 1000, false))
		p->api->clear(take_results(p));
	else
		p->is_broken = true;
	if (!late)
		return err_set(err, ERR_INTERRUPTED, "the query was interrupted");
	err_set(err, ERR_TIMEOUT, "the query took too long");
	return err_hint(err, "it was stopped; ask for less, or give it more time");
}

static bool finish(struct postgres *p, PGresult **ret, struct err *err)
{
	ExecStatusType status;

	*ret = NULL;
	if (!wait_until(p, p->deadline_us, true))
		return stop(p, err);
	*ret = take_results(p);
	status = *ret ? p->api->resultStatus(*ret) : PGRES_FATAL_ERROR;
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return true;
	if (*ret)
		fail_result(p, *ret, err);
	else
		fail_connection(p, err);
	p->api->clear(*ret);
	*ret = NULL;
	return false;
}

/* ---- statements ---- */

static char *param_text(const struct source_value *v)
{
	struct str text = {0};

	switch (v->kind) {
	case VALUE_NULL: return NULL;
	case VALUE_INTEGER: str_addf(&text, "%lld", (long long)v->integer); break;
	case VALUE_REAL: str_addf(&text, "%.17g", v->real); break;
	case VALUE_TEXT: str_add_bytes(&text, v->text, v->len); break;
	case VALUE_BLOB:
		str_add(&text, "\\x");
		for (size_t i = 0; i < v->len; i++)
			str_addf(&text, "%02x", (unsigned char)v->text[i]);
		break;
	}
	return text.at ? str_take(&text) : mem_strdup("");
}

bool postgres_exec(
	struct postgres *p, const struct source_query *q, PGresult **ret, struct err *err)
{
	char **values = mem_alloc((q->params_len + 1) * sizeof *values);
	bool ok;

	for (size_t i = 0; i < q->params_len; i++)
		values[i] = param_text(&q->params[i]);
	*ret = NULL;
	ok = p->api->sendQueryParams(p->conn, q->sql, (int)q->params_len, NULL,
		     (const char *const *)values, NULL, NULL, 0) == 1
		     ? finish(p, ret, err)
		     : fail_connection(p, err);
	for (size_t i = 0; i < q->params_len; i++)
		free(values[i]);
	free(values);
	return ok;
}

bool postgres_run(struct postgres *p, const char *sql, struct err *err)
{
	const struct source_query q = {.sql = sql};
	PGresult *r;
	bool ok = postgres_exec(p, &q, &r, err);

	p->api->clear(r);
	return ok;
}

bool postgres_prepare(struct postgres *p, const char *sql, struct err *err)
{
	PGresult *r = NULL;
	bool ok = p->api->sendPrepare(p->conn, "", sql, 0, NULL) == 1 ? finish(p, &r, err)
								      : fail_connection(p, err);

	p->api->clear(r);
	return ok;
}

bool postgres_begin(struct postgres *p, int64_t timeout_ms, struct err *err)
{
	char sql[80];

	if (!postgres_connect(p, err))
		return false;
	timeout_ms = timeout_ms > 0 ? timeout_ms : OWN_TIMEOUT_MS;
	/* The server's own timer is first, ours for when it does not answer. */
	p->deadline_us = clock_mono_us() + timeout_ms * 1000 + 100000;
	snprintf(sql, sizeof sql, "SET LOCAL statement_timeout = %lld", (long long)timeout_ms);
	if (postgres_run(p, "BEGIN TRANSACTION READ ONLY", err) && postgres_run(p, sql, err))
		return true;
	postgres_end(p);
	return false;
}

void postgres_end(struct postgres *p)
{
	struct err ignored;

	p->deadline_us = clock_mono_us() + CANCEL_MS * 1000;
	if (!p->is_broken && !postgres_run(p, "ROLLBACK", &ignored))
		p->is_broken = true;
	p->deadline_us = 0;
}
