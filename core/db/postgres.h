#ifndef DB_POSTGRES_H
#define DB_POSTGRES_H

#include "core/base/str.h"
#include "core/base/vec.h"
#include "core/db/driver.h"
#include "core/db/pq.h"
#include "core/db/target_impl.h"

struct postgres {
	const struct pq_api *api;
	struct source *s; /* NULL: it serves a target */
	const struct target *target;
	const char *settings; /* a statement that makes a new connection what is wanted */
	PGconn *conn;
	char *spec;          /* with the password, for connecting again */
	char *name;          /* without, for messages */
	char *database;      /* another one than the spec's; or NULL */
	bool is_broken;      /* something is under way that could not be ended */
	int64_t deadline_us; /* of what runs now; 0: none */
	int error_place;     /* of the last error in its statement, in characters from 1; 0: none */
};

/* ---- postgres_exec.c: one statement on the wire ---- */

/* Runs it to its end, the deadline, or until the caller wants no more; *ret is
 * the caller's. */
bool postgres_exec(
	struct postgres *p, const struct source_query *q, PGresult **ret, struct err *err);
/* For statements without parameters and rows. */
bool postgres_run(struct postgres *p, const char *sql, struct err *err);
bool postgres_prepare(struct postgres *p, const char *sql, struct err *err);

/* A transaction that cannot write, and its end; a server may be gone, which
 * the next one notices. */
bool postgres_begin(struct postgres *p, int64_t timeout_ms, struct err *err);
void postgres_end(struct postgres *p);

/* Connects anew after something that could not be ended. */
bool postgres_connect(struct postgres *p, struct err *err);

/* Connects; p->settings and whom it serves are set before. */
bool postgres_attach(struct postgres *p, const char *spec, struct err *err);
void postgres_detach(struct postgres *p); /* frees it */

/* ---- postgres_value.c ---- */

/* The value of a cell; bytes that are made for it live in `a`. */
void postgres_value(const struct postgres *p, const PGresult *r, int row, int column,
	struct arena *a, struct source_value *ret);

/* ---- postgres_gate.c ---- */

bool postgres_gate(struct postgres *p, const char *sql, struct err *err);
/* The statement with ?1 as $1. */
void postgres_translate(struct str *out, const char *sql);

/* ---- postgres_schema.c ---- */

bool postgres_schema(struct source *s, struct arena *a, struct source_schema *ret, struct err *err);

#endif
