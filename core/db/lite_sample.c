#include "core/db/lite_sample.h"

#include "core/db/lite_words.h"

#include "core/base/vec.h"
#include "core/db/looks.h"

#include <string.h>
#include <strings.h>

/* So many values settle what a column holds; more rows are looked at for want
 * of values, and to know how many there are of a few. */
#define SAMPLE_VALUES 20
#define SAMPLE_ROWS 30
/* A view may join what it likes for its first row: after about 5 ms it is let
 * be. */
#define SAMPLE_OPS 100000

/* What is known of the values of one column. */
struct sample {
	struct source_column *column;
	unsigned seen;
	int values;
};

typedef VEC(struct sample) samples;

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

/* Returns how many rows there are, or -1 when there are more than were read. */
static int64_t read_samples(struct lite *l, const char *table, samples *all)
{
	struct str sql = {0};
	sqlite3_stmt *q;
	int64_t rows = 0;
	int code;

	str_add(&sql, "SELECT 1");
	for (size_t i = 0; i < all->len; i++) {
		str_add(&sql, ", ");
		lite_quote(&sql, all->at[i].column->name);
	}
	str_add(&sql, " FROM main.");
	lite_quote(&sql, table);
	str_addf(&sql, " LIMIT %d", SAMPLE_ROWS);
	q = prepare(l, &sql);
	while ((code = q ? sqlite3_step(q) : SQLITE_ERROR) == SQLITE_ROW) {
		rows++;
		for (size_t i = 0; i < all->len; i++)
			if (all->at[i].values < SAMPLE_VALUES)
				look_at(&all->at[i], q, (int)i + 1);
	}
	sqlite3_finalize(q);
	str_release(&sql);
	return code == SQLITE_DONE && rows < SAMPLE_ROWS ? rows : -1;
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

static int64_t set_types(
	struct lite *l, const char *table, struct source_column *columns, size_t len)
{
	samples all = {0};
	int64_t rows;

	for (size_t i = 0; i < len; i++) {
		bool certain;

		columns[i].type = looks_declared(columns[i].declared, &certain);
		/* What was loaded from files was looked at as a whole. */
		if (!certain && l->path)
			vec_push(&all, ((struct sample){.column = &columns[i]}));
	}
	rows = read_samples(l, table, &all);
	for (size_t i = 0; i < all.len; i++)
		settle(&all.at[i]);
	vec_release(&all);
	return rows;
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

/* What ANALYZE has left, when somebody ran it. */
static int64_t count_analyzed(sqlite3_stmt *analyzed, const char *table)
{
	int64_t count = -1;

	if (!analyzed)
		return -1;
	sqlite3_bind_text(analyzed, 1, table, -1, SQLITE_STATIC);
	if (sqlite3_step(analyzed) == SQLITE_ROW && sqlite3_column_type(analyzed, 0) != SQLITE_NULL)
		count = sqlite3_column_int64(analyzed, 0);
	sqlite3_reset(analyzed);
	return count;
}

void lite_sample(struct lite *l, sqlite3_stmt *analyzed, struct source_table *t,
	struct source_column *columns)
{
	if (t->is_view)
		sqlite3_progress_handler(l->handle, SAMPLE_OPS, stop, NULL);
	t->rows = set_types(l, t->name, columns, t->columns_len);
	sqlite3_progress_handler(l->handle, 0, NULL, NULL);
	if (t->rows < 0 && !t->is_view)
		t->rows = count_analyzed(analyzed, t->name);
	if (t->rows < 0 && !t->is_view)
		t->rows = last_number(l, t);
}
