#include "core/db/lite_sample.h"

#include "core/base/vec.h"
#include "core/db/looks.h"

#include <string.h>
#include <strings.h>

/* So many values settle what a column holds; more rows are looked at while
 * there are too few. */
#define SAMPLE_VALUES 20
#define SAMPLE_ROWS 60
/* A view may join what it likes for its first row: after about 5 ms it is let
 * be. */
#define SAMPLE_OPS 100000
/* Up to so many rows are counted, beyond it is guessed. */
#define COUNT_ROWS 200

/* What is known of the values of one column. */
struct sample {
	struct source_column *column;
	unsigned seen;
	int values;
};

typedef VEC(struct sample) samples;

void lite_quote(struct str *out, const char *name)
{
	str_add_char(out, '"');
	for (; *name; name++) {
		if (*name == '"')
			str_add_char(out, '"');
		str_add_char(out, *name);
	}
	str_add_char(out, '"');
}

static int stop(void *self)
{
	(void)self;
	return 1;
}

static sqlite3_stmt *prepare(struct lite *l, const struct str *sql)
{
	sqlite3_stmt *stmt = NULL;

	sqlite3_prepare_v2(l->handle, str_text(sql), (int)sql->len + 1, &stmt, NULL);
	return stmt;
}

static void look_at(struct sample *s, sqlite3_stmt *q, int column)
{
	enum source_type type = TYPE_TEXT;

	switch (sqlite3_column_type(q, column)) {
	case SQLITE_NULL: return;
	case SQLITE_INTEGER: type = TYPE_INTEGER; break;
	case SQLITE_FLOAT: type = TYPE_REAL; break;
	case SQLITE_BLOB: type = TYPE_BLOB; break;
	default: {
		const char *text = (const char *)sqlite3_column_text(q, column);
		size_t len = (size_t)sqlite3_column_bytes(q, column);

		if (!len)
			return;
		type = looks_text(text, len);
	}
	}
	s->seen |= LOOKS(type);
	s->values++;
}

/* Whether a column still wants values. */
static bool look_at_row(samples *all, sqlite3_stmt *q)
{
	bool wants = false;

	for (size_t i = 0; i < all->len; i++) {
		if (all->at[i].values < SAMPLE_VALUES)
			look_at(&all->at[i], q, (int)i);
		wants = wants || all->at[i].values < SAMPLE_VALUES;
	}
	return wants;
}

static void read_samples(struct lite *l, const char *table, samples *all)
{
	struct str sql = {0};
	sqlite3_stmt *q;

	for (size_t i = 0; i < all->len; i++) {
		str_add(&sql, i ? ", " : "SELECT ");
		lite_quote(&sql, all->at[i].column->name);
	}
	str_add(&sql, " FROM main.");
	lite_quote(&sql, table);
	str_addf(&sql, " LIMIT %d", SAMPLE_ROWS);
	q = prepare(l, &sql);
	while (q && sqlite3_step(q) == SQLITE_ROW && look_at_row(all, q))
		;
	sqlite3_finalize(q);
	str_release(&sql);
}

/* A date that is kept with its time is a timestamp; else a declaration of a
 * date or a number stands when its values are something else. */
static void settle(struct sample *s)
{
	enum source_type found = looks_common(s->seen, s->column->type);

	if (s->column->type == TYPE_DATE && found != TYPE_TIMESTAMP)
		return;
	if (s->column->type == TYPE_REAL && found != TYPE_INTEGER)
		return;
	s->column->type = found;
}

static void set_types(struct lite *l, const char *table, struct source_column *columns, size_t len)
{
	samples all = {0};

	for (size_t i = 0; i < len; i++) {
		bool certain;

		columns[i].type = looks_declared(columns[i].declared, &certain);
		if (!certain)
			vec_push(&all, ((struct sample){.column = &columns[i]}));
	}
	if (all.len)
		read_samples(l, table, &all);
	for (size_t i = 0; i < all.len; i++)
		settle(&all.at[i]);
	vec_release(&all);
}

/* ---- how many rows ---- */

/* The first number of its rows, or -1; the statement is done then. */
static int64_t first_number(sqlite3_stmt *q)
{
	int64_t number = -1;

	if (q && sqlite3_step(q) == SQLITE_ROW && sqlite3_column_type(q, 0) != SQLITE_NULL)
		number = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return number;
}

static int64_t count_some(struct lite *l, const char *table)
{
	struct str sql = {0};
	int64_t count;

	str_add(&sql, "SELECT count(*) FROM (SELECT 1 FROM main.");
	lite_quote(&sql, table);
	str_addf(&sql, " LIMIT %d)", COUNT_ROWS);
	count = first_number(prepare(l, &sql));
	str_release(&sql);
	return count;
}

/* What ANALYZE has left, when somebody ran it. */
static int64_t count_analyzed(struct lite *l, const char *table)
{
	static const char sql[] =
		"SELECT max(CAST(stat AS INTEGER)) FROM main.sqlite_stat1 WHERE tbl = ?1";
	sqlite3_stmt *q = NULL;

	if (sqlite3_prepare_v2(l->handle, sql, sizeof sql, &q, NULL) == SQLITE_OK)
		sqlite3_bind_text(q, 1, table, -1, SQLITE_STATIC);
	return first_number(q);
}

/* Rows are mostly numbered without holes. */
static int64_t last_number(struct lite *l, const struct source_table *t)
{
	static const char *const names[] = {"rowid", "_rowid_", "oid"};
	struct str sql = {0};
	size_t which = 0;
	int64_t last;

	for (size_t i = 0; which < 3 && i < t->columns_len; i++)
		if (strcasecmp(t->columns[i].name, names[which]) == 0) {
			which++;
			i = (size_t)-1;
		}
	if (which == 3)
		return -1;
	str_addf(&sql, "SELECT max(%s) FROM main.", names[which]);
	lite_quote(&sql, t->name);
	last = first_number(prepare(l, &sql));
	str_release(&sql);
	return last;
}

static int64_t estimate_rows(struct lite *l, const struct source_table *t)
{
	int64_t rows = count_some(l, t->name);

	if (rows < COUNT_ROWS)
		return rows;
	if (t->is_view)
		return -1;
	rows = count_analyzed(l, t->name);
	if (rows < 0)
		rows = last_number(l, t);
	return rows < COUNT_ROWS ? -1 : rows;
}

void lite_sample(struct lite *l, struct source_table *t, struct source_column *columns)
{
	if (t->is_view)
		sqlite3_progress_handler(l->handle, SAMPLE_OPS, stop, NULL);
	set_types(l, t->name, columns, t->columns_len);
	t->rows = estimate_rows(l, t);
	sqlite3_progress_handler(l->handle, 0, NULL, NULL);
}
