#ifndef CMD_ASK_H
#define CMD_ASK_H

#include "cmd/app.h"
#include "cmd/cmd.h"
#include "core/ask/ask.h"
#include "core/ask/model.h"

/* What commands that ask databases share. */

/* Opens what --db or ask.database names: a name of the configuration's databases,
 * or what source_open() knows.  The password of a configured one is hidden from
 * everything that is printed. */
bool ask_database_open(struct app *app, const char *name, struct source **ret, struct err *err);
/* The project's .blok/glossary.yaml; NULL when there is none. */
const char *ask_glossary_path(struct app *app);
/* The same name as it may be shown and kept: without a password. */
const char *ask_database_name(struct app *app, const char *name);

/* How rows are shown. */
struct ask_view {
	const char *format;     /* of result.h */
	const char *chart;      /* of chart.h, or NULL: auto */
	const char *chart_file; /* .svg or .html; or NULL */
};

/* Where an answer comes from. */
struct ask_found {
	char *sql, *explanation;
	const char *engine; /* "builtin", "model", "taught", "user" */
	enum ask_chart chart;
	bool has_chart;    /* the engine knows which one fits */
	double confidence; /* -1: not judged */
	struct ask_model_answer model;
};
void ask_found_release(struct ask_found *f);

struct ask_wish {
	const char *question;
	const char *db;     /* as it is kept: whose examples count */
	const char *engine; /* auto, builtin, model */
	const char *language; /* auto, en, de */
	bool guess, share_values, tells_request;
	int64_t max_rows;
};
/* The SQL for a question: by the rules where they are sure, else by a model where
 * there is one.  tells_request: prints what a model would get, and *ret stays
 * empty. */
bool ask_find(struct app *app, struct source *s, const struct ask_wish *w, struct ask_found *ret,
	struct err *err);

/* ---- questions that were taught ---- */
/* Keeps the SQL, which passes the gate, as the answer to the question. */
bool ask_teach(struct app *app, struct source *s, const struct ask_wish *w, const char *sql,
	struct err *err);
/* An answer that somebody has confirmed; *ret stays as it is when there is none. */
bool ask_recall(
	struct app *app, const struct ask_wish *w, struct ask_found *ret, struct err *err);
/* `db` as in ask_wish. */
bool ask_forget(struct app *app, const char *db, const char *question, struct err *err);
bool ask_list_taught(struct app *app, const char *db, struct err *err);

/* Rows to stdout, with their chart. */
bool ask_show(struct app *app, const struct source_result *r, const struct ask_found *f,
	const struct ask_wish *w, const struct ask_view *v, struct err *err);
/* The document of --json; `r` NULL: it was not run. */
void ask_show_json(struct app *app, const struct source_result *r, const struct ask_found *f,
	const struct ask_wish *w);

#endif
