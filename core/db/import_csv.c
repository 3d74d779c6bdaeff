#include "core/db/import.h"

#include "core/base/fs.h"
#include "core/data/csv_reader.h"
#include "core/db/looks.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* So many rows tell the delimiter, and whether the first one has the names. */
#define SAMPLE_ROWS 20

struct csv {
	struct import_table table;
	const struct str *text;
	char delimiter;
	bool has_names;
	int64_t short_rows;
	int64_t last_key; /* while the first column numbers the rows */
};

static struct csv_reader read_from_start(const struct csv *c)
{
	const char *text = str_text(c->text);

	return (struct csv_reader){
		.at = text, .end = text + c->text->len, .delimiter = c->delimiter, .line = 1};
}

/* The next row that is not blank. */
static bool next_row(const struct csv *c, struct csv_reader *r, bool *ret_row, struct err *err)
{
	do {
		struct err cause;

		if (!csv_reader_next(r, ret_row, &cause))
			return err_set(err, cause.kind, "%s:%s", c->table.path, cause.message);
	} while (*ret_row && csv_reader_is_blank(r));
	return true;
}

/* ---- what kind of file it is ---- */

/* How well a delimiter fits: rows of one width first, then many columns. */
static int rate(struct csv *c, char delimiter)
{
	struct csv_reader r;
	struct err ignored;
	int rows = 0, same = 0;
	size_t width = 0;
	bool there;

	c->delimiter = delimiter;
	r = read_from_start(c);
	while (rows < SAMPLE_ROWS && next_row(c, &r, &there, &ignored) && there) {
		if (!rows)
			width = r.count;
		same += r.count == width;
		rows++;
	}
	csv_reader_release(&r);
	if (width < 2)
		return 0;
	return same * 100 / rows * 10000 + (width < 9999 ? (int)width : 9999);
}

static void find_delimiter(struct csv *c)
{
	static const char delimiters[] = ",;\t|";
	char best = ',';
	int best_rate = 0;

	for (const char *d = delimiters; *d; d++) {
		int fits = rate(c, *d);

		if (fits > best_rate) {
			best = *d;
			best_rate = fits;
		}
	}
	c->delimiter = best;
}

static bool is_word(const struct csv_field *f, const char *word)
{
	return f->len == strlen(word) && strncasecmp(f->at, word, f->len) == 0;
}

static enum source_type looks_field(const struct csv_field *f)
{
	if (is_word(f, "true") || is_word(f, "false"))
		return TYPE_BOOLEAN;
	return looks_text(f->at, f->len);
}

/* A year may name a column: "country,2019,2020". */
static bool is_year(const struct csv_field *f)
{
	return f->len == 4 && (f->at[0] == '1' || f->at[0] == '2') &&
	       looks_text(f->at, 4) == TYPE_INTEGER;
}

struct first_row {
	int texts, years, values;
};

static struct first_row look_at_row(const struct csv_reader *r)
{
	struct first_row seen = {0};

	for (size_t i = 0; i < r->count; i++) {
		const struct csv_field *f = &r->fields[i];

		if (!f->len)
			continue;
		if (looks_field(f) == TYPE_TEXT)
			seen.texts++;
		else if (is_year(f))
			seen.years++;
		else
			seen.values++;
	}
	return seen;
}

/* Names are texts.  Years are when the row below has values in their place. */
static bool find_names(struct csv *c, struct err *err)
{
	struct csv_reader r = read_from_start(c);
	struct first_row first = {0}, second = {0};
	bool there, ok = next_row(c, &r, &there, err);

	if (ok && there) {
		first = look_at_row(&r);
		ok = next_row(c, &r, &there, err);
		if (ok && there)
			second = look_at_row(&r);
	}
	c->has_names = first.texts && !first.values && (!first.years || second.years < first.years);
	csv_reader_release(&r);
	return ok;
}

/* ---- first reading: names and types ---- */

static bool add_columns(struct csv *c, const struct csv_reader *r, struct err *err)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct csv_field *f = &r->fields[i];

		if (!import_add_column(
			    &c->table, c->has_names ? f->at : "", c->has_names ? f->len : 0, err))
			return false;
	}
	return true;
}

static int64_t integer_of(const struct csv_field *f)
{
	const char *at = f->at, *end = f->at + f->len;
	bool negative = *at == '-';
	int64_t value = 0;

	for (at += negative; at < end; at++)
		value = value * 10 + (*at - '0');
	return negative ? -value : value;
}

/* Ascending integers in front number the rows. */
static void look_at_key(struct csv *c, const struct csv_field *f, enum source_type type)
{
	int64_t key = type == TYPE_INTEGER ? integer_of(f) : 0;

	if (type != TYPE_INTEGER || (c->table.rows && key <= c->last_key))
		c->table.has_key = false;
	c->last_key = key;
}

/* Of texts, whether all of them are numbers or dates as people write them. */
static void look_at_text(struct import_column *column, const struct csv_field *f)
{
	unsigned as = column->unwritten == ~0u ? 0 : written_as(f->at, f->len);

	column->unwritten |= as ? ~as : ~0u;
	column->written |= as;
}

static bool check_width(const struct csv *c, const struct csv_reader *r, struct err *err)
{
	size_t width = c->table.columns.len, i = width;

	while (i < r->count && !r->fields[i].len)
		i++;
	if (i >= r->count)
		return true;
	err_set(err, ERR_INPUT, "%s:%d: %zu fields, where the first row has %zu", c->table.path,
		r->line - 1, r->count, width);
	return err_hint(err, "a field with '%c' in it stands in quotes", c->delimiter);
}

static bool look_at_fields(struct csv *c, const struct csv_reader *r, struct err *err)
{
	struct import_column *columns = c->table.columns.at;
	size_t width = c->table.columns.len;

	if (!check_width(c, r, err))
		return false;
	c->short_rows += r->count < width;
	for (size_t i = 0; i < r->count && i < width; i++) {
		const struct csv_field *f = &r->fields[i];
		enum source_type type;

		if (!f->len)
			continue;
		look_at_text(&columns[i], f);
		/* Text it is, whatever else comes. */
		if (columns[i].seen & LOOKS(TYPE_TEXT))
			continue;
		type = looks_field(f);
		columns[i].seen |= LOOKS(type);
		if (i == 0 && c->table.has_key)
			look_at_key(c, f, type);
	}
	if (!r->fields[0].len)
		c->table.has_key = false;
	c->table.rows++;
	return true;
}

/* The way to read all values of a column of texts; 0 when there is none, or two. */
static enum written way_of(const struct csv *c, const struct import_column *column)
{
	unsigned all = column->written & ~column->unwritten;
	/* where fields are parted by ';' the comma is for fractions */
	enum written first = c->delimiter == ';' ? WRITTEN_COMMA : WRITTEN_POINT;

	if (looks_common(column->seen, TYPE_OTHER) != TYPE_TEXT)
		return 0;
	if (column->written & WRITTEN_SURE && all & (WRITTEN_POINT | WRITTEN_COMMA))
		return all & first ? first : all & (WRITTEN_POINT | WRITTEN_COMMA);
	all &= WRITTEN_EITHER_FIRST;
	return all == WRITTEN_EITHER_FIRST ? 0 : all;
}

static void settle(struct csv *c, struct import_column *column)
{
	unsigned fraction;

	column->how = way_of(c, column);
	switch (column->how) {
	case WRITTEN_POINT:
	case WRITTEN_COMMA:
		fraction = column->how == WRITTEN_POINT ? WRITTEN_POINT_FRACTION
							: WRITTEN_COMMA_FRACTION;
		column->seen = LOOKS(column->written & fraction ? TYPE_REAL : TYPE_INTEGER);
		str_addf(&c->table.l->notes, "%s: '%s' is read as numbers, %s\n", c->table.path,
			column->name,
			column->how == WRITTEN_POINT ? "1,200.50 as 1200.5" : "1.200,50 as 1200.5");
		break;
	case WRITTEN_DAY_FIRST:
	case WRITTEN_MONTH_FIRST:
		column->seen = LOOKS(TYPE_DATE);
		str_addf(&c->table.l->notes, "%s: '%s' is read as dates, the %s first\n",
			c->table.path, column->name,
			column->how == WRITTEN_DAY_FIRST ? "day" : "month");
		break;
	default:
		if (column->written & ~column->unwritten & WRITTEN_DAY_FIRST)
			str_addf(&c->table.l->notes,
				"%s: '%s' stays text: its dates can be read with the day or the "
				"month first\n",
				c->table.path, column->name);
	}
}

static bool first_reading(struct csv *c, struct err *err)
{
	struct csv_reader r = read_from_start(c);
	bool there, ok;

	c->table.has_key = true;
	ok = next_row(c, &r, &there, err) && (!there || add_columns(c, &r, err));
	if (ok && there && !c->has_names)
		ok = look_at_fields(c, &r, err);
	while (ok && there) {
		ok = next_row(c, &r, &there, err) && (!there || look_at_fields(c, &r, err));
		if (ok && c->table.rows % 65536 == 0 && !source_may_go_on(c->table.l->s))
			ok = err_set(err, ERR_INTERRUPTED, "interrupted while '%s' was read",
				c->table.path);
	}
	csv_reader_release(&r);
	for (size_t i = 0; i < c->table.columns.len; i++)
		settle(c, &c->table.columns.at[i]);
	c->table.has_key = c->table.has_key && c->table.rows > 1;
	c->table.rows = 0;
	return ok;
}

/* ---- second reading: rows ---- */

static void bind_written(
	sqlite3_stmt *insert, int index, const struct csv_field *f, enum written how)
{
	char date[11];

	if (!f->len) {
		sqlite3_bind_null(insert, index);
	} else if (how == WRITTEN_POINT || how == WRITTEN_COMMA) {
		/* the affinity of its column makes an integer of a whole one */
		sqlite3_bind_double(insert, index, written_number(f->at, f->len, how));
	} else {
		written_date(f->at, f->len, how, date);
		sqlite3_bind_text(insert, index, date, -1, SQLITE_TRANSIENT);
	}
}

static void bind(sqlite3_stmt *insert, int index, const struct csv_field *f,
	const struct import_column *column)
{
	if (column->how) {
		bind_written(insert, index, f, column->how);
		return;
	}
	switch (f->len ? column->type : TYPE_BLOB) {
	case TYPE_BLOB: sqlite3_bind_null(insert, index); break;
	case TYPE_INTEGER: sqlite3_bind_int64(insert, index, integer_of(f)); break;
	/* A number ends where its field does: what follows is no part of one. */
	case TYPE_REAL: sqlite3_bind_double(insert, index, strtod(f->at, NULL)); break;
	case TYPE_BOOLEAN: sqlite3_bind_int(insert, index, f->len == strlen("true")); break;
	default: sqlite3_bind_text(insert, index, f->at, (int)f->len, SQLITE_STATIC);
	}
}

static bool second_reading(struct csv *c, struct err *err)
{
	static const struct csv_field nothing = {.at = ""};
	struct import_table *t = &c->table;
	struct csv_reader r = read_from_start(c);
	bool there, ok = !c->has_names || next_row(c, &r, &there, err);

	while (ok && (ok = next_row(c, &r, &there, err)) && there) {
		for (size_t i = 0; i < t->columns.len; i++)
			bind(t->insert, (int)i + 1, i < r.count ? &r.fields[i] : &nothing,
				&t->columns.at[i]);
		ok = import_row(t, err);
	}
	csv_reader_release(&r);
	return ok;
}

static bool load(struct csv *c, const char *name, struct err *err)
{
	if (!find_names(c, err) || !first_reading(c, err) || !import_create(&c->table, name, err) ||
		!second_reading(c, err))
		return false;
	if (c->short_rows)
		str_addf(&c->table.l->notes, "%s: %lld rows are short; what they lack is NULL\n",
			c->table.path, (long long)c->short_rows);
	return true;
}

bool import_csv(struct importer *l, const char *path, const struct str *text, struct err *err)
{
	struct csv c = {.table = {.l = l, .path = path}, .text = text, .delimiter = '\t'};
	bool ok;

	if (import_format_of(path) == IMPORT_CSV)
		find_delimiter(&c);
	ok = load(&c, fs_stem(&l->arena, path), err);
	import_table_release(&c.table);
	return ok;
}
