#ifndef ASK_ASK_H
#define ASK_ASK_H

#include "core/base/str.h"
#include "core/db/source.h"

/* Questions in plain language about a database: read by rules, without a model
 * and without a network.  The same database, question and clock give the same
 * SQL. */
struct ask;

struct ask_options {
	const char *glossary; /* path of a .blok/glossary.yaml; NULL: none */
	const char *language; /* of the questions: "en", "de"; NULL: that of `sample` */
	const char *sample;   /* a question; NULL: English */
};
/* `s` is borrowed. */
bool ask_open(struct source *s, const struct ask_options *o, struct ask **ret, struct err *err);
void ask_close(struct ask *a); /* accepts NULL */

/* How an answer is shown best. */
enum ask_chart {
	ASK_CHART_TABLE,
	ASK_CHART_KPI, /* one number, or a few */
	ASK_CHART_BAR,
	ASK_CHART_LINE,
	ASK_CHART_PIE,
	ASK_CHART_SCATTER,
};
const char *ask_chart_name(enum ask_chart c); /* "kpi" */

/* Another way to read a question. */
struct ask_alternative {
	char *sql, *explanation;
};
#define ASK_ALTERNATIVES_MAX 3

struct ask_reading {
	char *sql;         /* one SELECT, without a semicolon */
	char *explanation; /* "counting orders per customer, shipped after 2025-05-01" */
	enum ask_chart chart;
	double confidence; /* 0 to 1 */
	char *unplaced;    /* a word that nothing was found for; or NULL */
	char *nearest;     /* names of the database like it: "price, product"; or NULL */
	/* Readings with one word taken for something else: of a confident one those that
	 * are as good. */
	struct ask_alternative alternatives[ASK_ALTERNATIVES_MAX];
	size_t alternatives_len;
	bool sampled;      /* a table was too large to look for values in all of it */
};
/* Below this a reading is no answer, it is a guess. */
#define ASK_CONFIDENT 0.27

/* False with ERR_NO_ANSWER when nothing can be made of the question, with
 * ERR_REFUSED when it wants something changed.  A reading that is not sure
 * (ask_is_sure()) is a success: what to do with it is the caller's. */
bool ask_read(struct ask *a, const char *question, struct ask_reading *ret, struct err *err);
bool ask_is_sure(const struct ask_reading *r);
/* ERR_NO_ANSWER for a reading that is not sure: names the word and what is near. */
bool ask_refuse(const struct ask_reading *r, struct err *err);
void ask_reading_release(struct ask_reading *r);

#endif
