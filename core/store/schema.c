#include "core/store/schema.h"

#include "core/base/tr.h"

#include <assert.h>
#include <stdio.h>

/* Columns of steps 5 and 6, for tables that are kept twice: as they are, and as they were. */
#define CARD_NOTE                                                                                  \
	"uuid TEXT NOT NULL, guid TEXT NOT NULL, document INTEGER, kind TEXT NOT NULL,"            \
	" anchor TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, cloze TEXT,"         \
	" fingerprint TEXT NOT NULL, status INTEGER NOT NULL, reason TEXT, deck TEXT NOT NULL,"    \
	" tags TEXT NOT NULL, score REAL NOT NULL, engine TEXT NOT NULL, line INTEGER NOT NULL,"   \
	" page INTEGER NOT NULL, part TEXT, heading TEXT NOT NULL, sentence TEXT NOT NULL,"        \
	" is_edited INTEGER NOT NULL DEFAULT 0, is_gone INTEGER NOT NULL DEFAULT 0, extra TEXT,"   \
	" created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL"
#define CARD                                                                                       \
	"note INTEGER NOT NULL, ord INTEGER NOT NULL, deck TEXT NOT NULL,"                         \
	" is_draft INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,"                            \
	" step INTEGER NOT NULL DEFAULT 0, due_ms INTEGER NOT NULL DEFAULT 0,"                     \
	" due_day INTEGER NOT NULL DEFAULT 0, stability REAL NOT NULL DEFAULT 0,"                  \
	" difficulty REAL NOT NULL DEFAULT 0, last_ms INTEGER NOT NULL DEFAULT 0,"                 \
	" last_day INTEGER NOT NULL DEFAULT 0, interval INTEGER NOT NULL DEFAULT 0,"               \
	" reps INTEGER NOT NULL DEFAULT 0, lapses INTEGER NOT NULL DEFAULT 0,"                     \
	" is_suspended INTEGER NOT NULL DEFAULT 0"
#define CARD_REVIEW                                                                                \
	"card INTEGER NOT NULL, session INTEGER NOT NULL, kind INTEGER NOT NULL,"                  \
	" at_ms INTEGER NOT NULL, day INTEGER NOT NULL, rating INTEGER NOT NULL,"                  \
	" hint INTEGER NOT NULL, duration_ms INTEGER NOT NULL, before TEXT NOT NULL,"              \
	" after TEXT NOT NULL, algorithm TEXT NOT NULL, params TEXT"

const char *const store_schema[] = {
	/* 1: runs and what they did */
	"CREATE TABLE blob (hash TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT, WITHOUT ROWID;"

	"CREATE TABLE run ("
	" no INTEGER PRIMARY KEY,"
	" id TEXT NOT NULL UNIQUE," /* run_ and a ULID */
	" workflow TEXT NOT NULL,"
	" version TEXT,"
	" file TEXT,"              /* as the user named it */
	" document TEXT NOT NULL," /* blob.hash */
	" request TEXT NOT NULL,"  /* JSON */
	" status TEXT NOT NULL,"
	" started_at INTEGER NOT NULL," /* ms since 1970 */
	" ended_at INTEGER,"
	" duration_ms INTEGER,"
	" response TEXT,"                    /* JSON {status, headers, content_type, body} */
	" error TEXT,"                       /* JSON {message, name, code, step_id, path} */
	" steps INTEGER NOT NULL DEFAULT 0," /* recorded */
	" wake_at INTEGER,"
	" parent TEXT," /* run.id, of a detached sub-workflow */
	" replay_of TEXT,"
	" pid INTEGER, boot_id TEXT"
	") STRICT;"
	"CREATE INDEX run_by_workflow ON run(workflow, no);"

	/* Every document a run has used, so that it can go on when files change. */
	"CREATE TABLE run_document ("
	" run INTEGER NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL, hash TEXT NOT NULL,"
	" PRIMARY KEY (run, name)) STRICT, WITHOUT ROWID;"

	/* One row per attempt of a step.  id is run.no * 2^32 + a count: rows of a
	 * run lie together, in the order they were begun, without an index. */
	"CREATE TABLE attempt ("
	" id INTEGER PRIMARY KEY,"
	" path TEXT NOT NULL," /* items[3]/check */
	" step TEXT NOT NULL,"
	" node TEXT NOT NULL,"
	" middleware TEXT,"
	" attempt INTEGER NOT NULL,"
	" status TEXT NOT NULL,"
	" cached INTEGER NOT NULL DEFAULT 0,"
	" started_at INTEGER NOT NULL,"
	" duration_us INTEGER,"
	" inputs TEXT, output TEXT," /* JSON; NULL is undefined */
	" effects TEXT,"             /* JSON {publish: {name: value}, kv: {…}} */
	" error TEXT,"
	" wake_at INTEGER,"
	" checksum INTEGER NOT NULL"
	") STRICT;"

	"CREATE TABLE log ("
	" id INTEGER PRIMARY KEY," /* as in attempt */
	" at INTEGER NOT NULL,"
	" path TEXT NOT NULL,"
	" level TEXT NOT NULL,"
	" message TEXT NOT NULL,"
	" attrs TEXT"
	") STRICT;"

	"CREATE TABLE kv ("
	" namespace TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires_at INTEGER,"
	" PRIMARY KEY (namespace, key)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE idempotency ("
	" workflow TEXT NOT NULL, step TEXT NOT NULL, key TEXT NOT NULL,"
	" output TEXT, effects TEXT, expires_at INTEGER NOT NULL,"
	" PRIMARY KEY (workflow, step, key)) STRICT, WITHOUT ROWID;"

	/* Who holds a place under a concurrencyKey. */
	"CREATE TABLE slot ("
	" workflow TEXT NOT NULL, key TEXT NOT NULL, run TEXT NOT NULL, expires_at INTEGER NOT "
	"NULL,"
	" PRIMARY KEY (workflow, key, run)) STRICT, WITHOUT ROWID;",

	/* 2: model calls, what they may cost, and what was decided about it */

	/* One row per attempt, from before it is sent: then its status is
	 * 'reserved' and its numbers are the estimate.  Money in pico-dollars. */
	"CREATE TABLE ai_usage ("
	" no INTEGER PRIMARY KEY,"
	" at INTEGER NOT NULL," /* ms since 1970 */
	" user TEXT NOT NULL,"
	" day TEXT NOT NULL, month TEXT NOT NULL," /* 2026-11-20, 2026-11, of the zone then */
	" task TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL,"
	" input INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write INTEGER NOT NULL,"
	" output INTEGER NOT NULL,"
	" cost INTEGER,"              /* NULL: nobody knows the price */
	" price TEXT,"                /* the band it was computed with */
	" requests INTEGER NOT NULL," /* 1, or 0 when it does not count */
	" cached INTEGER NOT NULL,"
	" saved INTEGER,"              /* what a cached answer would have cost */
	" status TEXT NOT NULL,"       /* reserved ok partial cancelled error */
	" estimated INTEGER NOT NULL," /* the provider has not told the numbers */
	" duration_ms INTEGER,"
	" run TEXT, step TEXT," /* run.id, or that of a command */
	" error TEXT,"
	" expires_at INTEGER" /* of a reservation */
	") STRICT;"
	"CREATE INDEX ai_usage_by_day ON ai_usage(user, day);"
	"CREATE INDEX ai_usage_by_run ON ai_usage(run) WHERE run IS NOT NULL;"
	"CREATE INDEX ai_usage_reserved ON ai_usage(expires_at) WHERE status = 'reserved';"

	/* Sums over ai_usage, reservations included, so that a decision is a look-up. */
	"CREATE TABLE ai_period ("
	" user TEXT NOT NULL, period TEXT NOT NULL,"
	" requests INTEGER NOT NULL DEFAULT 0, tokens INTEGER NOT NULL DEFAULT 0,"
	" cost INTEGER NOT NULL DEFAULT 0,"
	" PRIMARY KEY (user, period)) STRICT, WITHOUT ROWID;"

	/* NULL: the default holds; -1: no limit; 0: nothing is allowed. */
	"CREATE TABLE ai_limit ("
	" user TEXT PRIMARY KEY,"
	" day_requests INTEGER, day_tokens INTEGER, day_cost INTEGER,"
	" month_requests INTEGER, month_tokens INTEGER, month_cost INTEGER,"
	" blocked TEXT" /* why; NULL: not blocked */
	") STRICT, WITHOUT ROWID;"

	"CREATE TABLE ai_answer ("
	" key TEXT PRIMARY KEY," /* SHA-256 of the request, in hex */
	" body TEXT NOT NULL,"   /* JSON */
	" provider TEXT NOT NULL, model TEXT NOT NULL, task TEXT NOT NULL,"
	" created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,"
	" used_at INTEGER NOT NULL, hits INTEGER NOT NULL DEFAULT 0,"
	" tokens INTEGER NOT NULL, cost INTEGER," /* saved by each hit */
	" bytes INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX ai_answer_by_use ON ai_answer(used_at);"
	"CREATE INDEX ai_answer_by_end ON ai_answer(expires_at);"

	/* What is known of a model at a provider, for every process: when it may be
	 * asked again, and what is left of its rate. */
	"CREATE TABLE ai_lane ("
	" provider TEXT NOT NULL, model TEXT NOT NULL,"
	" closed_until INTEGER NOT NULL DEFAULT 0, reason TEXT,"
	" requests INTEGER, tokens INTEGER, filled_at INTEGER," /* the buckets, in thousandths */
	" PRIMARY KEY (provider, model)) STRICT, WITHOUT ROWID;"

	/* Append only; each row's hash is over its texts and the hash before. */
	"CREATE TABLE audit ("
	" no INTEGER PRIMARY KEY,"
	" at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,"
	" detail TEXT NOT NULL," /* JSON */
	" hash TEXT NOT NULL) STRICT;",

	/* 3: fields of a request that a server has refused (lanes.h), until when */

	("ALTER TABLE ai_lane ADD COLUMN lacks INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE ai_lane ADD COLUMN lacks_until INTEGER NOT NULL DEFAULT 0;"),

	/* 4: questions that are kept: to be run again, shown together, learnt from */

	"CREATE TABLE panel ("
	" name TEXT PRIMARY KEY,"
	" question TEXT," /* NULL: the SQL was written by hand */
	" sql TEXT NOT NULL,"
	" explanation TEXT,"
	" chart TEXT NOT NULL," /* auto, none, or a kind */
	" format TEXT NOT NULL,"
	" database TEXT NOT NULL,"                     /* as --db has it, without a password */
	" params TEXT,"                                /* JSON: an array, bound to ?1, ?2, … */
	" max_rows INTEGER, timeout_ms INTEGER,"       /* NULL: as configured */
	" created_at INTEGER NOT NULL, run_at INTEGER" /* ms since 1970 */
	") STRICT, WITHOUT ROWID;"

	"CREATE TABLE dashboard ("
	" name TEXT PRIMARY KEY, title TEXT NOT NULL, created_at INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE dashboard_panel ("
	" dashboard TEXT NOT NULL, panel TEXT NOT NULL,"
	" place INTEGER NOT NULL," /* they stand in this order */
	" width INTEGER NOT NULL," /* twelfths of the page */
	" PRIMARY KEY (dashboard, panel)) STRICT, WITHOUT ROWID;"

	/* Questions whose SQL somebody has confirmed. */
	"CREATE TABLE ask_example ("
	" db TEXT NOT NULL, asked TEXT NOT NULL," /* the question as questions are compared */
	" question TEXT NOT NULL, sql TEXT NOT NULL, created_at INTEGER NOT NULL,"
	" PRIMARY KEY (db, asked)) STRICT, WITHOUT ROWID;",

	/* 5: study cards */

	"CREATE TABLE card_document ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE," /* absolute path, URL or "-" */
	" hash TEXT NOT NULL,"        /* SHA-256 of its bytes, in hex */
	" title TEXT, language TEXT NOT NULL, format TEXT NOT NULL,"
	" read_at INTEGER NOT NULL"
	") STRICT;"

	/* What was written; store/notes.h has the meaning of each column.  Ids of cards are given
	 * out once, so that what undo puts back meets no other. */
	"CREATE TABLE card_note (id INTEGER PRIMARY KEY AUTOINCREMENT, " CARD_NOTE
	", UNIQUE (uuid), UNIQUE (guid)) STRICT;"
	"CREATE INDEX card_note_by_document ON card_note(document) WHERE document IS NOT NULL;"
	"CREATE INDEX card_note_by_deck ON card_note(deck, id);"

	/* One question of a note.  `deck` is the note's, so that what is due is found by
	 * one index. */
	"CREATE TABLE card (id INTEGER PRIMARY KEY AUTOINCREMENT, " CARD ") STRICT;"
	"CREATE UNIQUE INDEX card_by_note ON card(note, ord);"
	"CREATE INDEX card_due ON card(state, is_draft, due_day, due_ms, id, deck) WHERE "
	"is_suspended = 0;"

	/* Append only; the card's memory before and after as JSON arrays. */
	"CREATE TABLE card_review (id INTEGER PRIMARY KEY AUTOINCREMENT, " CARD_REVIEW ") STRICT;"
	"CREATE INDEX card_review_by_card ON card_review(card, id);"
	"CREATE INDEX card_review_by_day ON card_review(day);"

	"CREATE TABLE card_session ("
	" id INTEGER PRIMARY KEY, type TEXT NOT NULL, deck TEXT,"
	" started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,"
	" asked INTEGER NOT NULL, correct INTEGER NOT NULL, points INTEGER NOT NULL,"
	" streak INTEGER NOT NULL"
	") STRICT;",

	/* 6: the last changes of many, for undo, and the rows as they were before each: exactly,
	 * for JSON would round what is remembered of a card. */
	"CREATE TABLE card_change ("
	" id INTEGER PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL,"
	" notes INTEGER NOT NULL" /* how many */
	") STRICT;"
	"CREATE TABLE card_note_old (change INTEGER NOT NULL, id INTEGER NOT NULL, " CARD_NOTE
	", PRIMARY KEY (change, id)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE card_old (change INTEGER NOT NULL, id INTEGER NOT NULL, " CARD
	", PRIMARY KEY (change, id)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE card_review_old (change INTEGER NOT NULL, id INTEGER NOT NULL, " CARD_REVIEW
	", PRIMARY KEY (change, id)) STRICT, WITHOUT ROWID;",

	/* 7: runs whose traces are to be sent (outbox.h); row 0 holds until when not */
	"CREATE TABLE outbox ("
	" run INTEGER PRIMARY KEY, sent INTEGER NOT NULL, waits INTEGER NOT NULL) STRICT;"
	"CREATE INDEX outbox_waiting ON outbox(run) WHERE waits = 1;",
};

const int store_schema_len = sizeof store_schema / sizeof *store_schema;

const char *const store_schema_titles[] = {N_("runs and what they did"),
	N_("calls of models, quotas, the audit"), N_("what servers have refused"),
	N_("panels, dashboards, taught questions"), N_("study cards and their reviews"),
	N_("changes of cards, for undo"), N_("traces that are to be sent")};
static_assert(sizeof store_schema == sizeof store_schema_titles, "a title for each step");

/* "blok" in the file's header tells file(1) and us whose it is. */
#define APPLICATION_ID 0x626c6f6b

static bool apply_step(struct db *db, int step, struct err *err)
{
	char version[100];

	snprintf(version, sizeof version, "PRAGMA user_version = %d; PRAGMA application_id = %d",
		step + 1, APPLICATION_ID);
	return (db_exec(db, store_schema[step], err) && db_exec(db, version, err)) ||
	       err_wrap(err, "cannot bring the store to version %d", step + 1);
}

bool store_schema_is_ours(struct db *db, const char *path, struct err *err)
{
	int64_t id, count;

	if (!db_query_int(db, "PRAGMA application_id", &id, err))
		return false;
	if (id == APPLICATION_ID)
		return true;
	/* A new file has no tables; a store of the first version has ours and no id. */
	if (id == 0 && !db_query_int(db,
			       "SELECT (SELECT count(*) FROM sqlite_schema) = 0 OR"
			       " (SELECT count(*) FROM pragma_table_info('run')"
			       "  WHERE name IN ('no', 'workflow', 'document', 'replay_of')) +"
			       " (SELECT count(*) FROM pragma_table_info('attempt')"
			       "  WHERE name IN ('path', 'step', 'effects', 'checksum')) = 8",
			       &count, err))
		return false;
	if (id == 0 && count)
		return true;
	err_set(err, ERR_INPUT, "'%s' is the database of another program", path);
	return err_hint(err, "name another file with --store");
}

bool store_schema_is_known(int64_t version, struct err *err)
{
	if (version <= store_schema_len)
		return true;
	err_set(err, ERR_REFUSED, "the store is of version %lld, this program knows %d",
		(long long)version, store_schema_len);
	return err_hint(err, "use a newer blokctl, or another store with --store");
}

bool store_schema_apply(struct db *db, struct err *err)
{
	int64_t version;

	if (!db_query_int(db, "PRAGMA user_version", &version, err))
		return false;
	if (!store_schema_is_known(version, err))
		return false;
	if (version == store_schema_len)
		return true;
	if (!db_begin(db, err))
		return false;
	for (int step = (int)version; step < store_schema_len; step++)
		if (!apply_step(db, step, err)) {
			db_rollback(db);
			return false;
		}
	if (db_commit(db, err))
		return true;
	db_rollback(db);
	return false;
}
