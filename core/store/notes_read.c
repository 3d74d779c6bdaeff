#include "core/base/str.h"
#include "core/store/notes_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void card_read(struct db_stmt *q, int at, struct card *ret)
{
	*ret = (struct card){.id = db_int(q, at),
		.note = db_int(q, at + 1),
		.ord = (int)db_int(q, at + 2),
		.memory = {.state = (enum card_state)db_int(q, at + 3),
			.step = (int)db_int(q, at + 4),
			.due_ms = db_int(q, at + 5),
			.due_day = db_int(q, at + 6),
			.stability = db_real(q, at + 7),
			.difficulty = db_real(q, at + 8),
			.last_ms = db_int(q, at + 9),
			.last_day = db_int(q, at + 10),
			.interval = db_int(q, at + 11),
			.reps = (int)db_int(q, at + 12),
			.lapses = (int)db_int(q, at + 13),
			.is_suspended = db_int(q, at + 14)}};
}

/* ---- filters ---- */

struct query {
	struct str where;
	VEC(const char *) texts; /* parameters, in their order; numbers stand in the text */
	struct arena arena;
};

static void add_text(struct query *q, const char *condition, const char *value)
{
	str_add(&q->where, condition);
	vec_push(&q->texts, value);
}

/* What LIKE takes for signs of its own is escaped. */
static const char *pattern_of(
	struct arena *a, const char *before, const char *text, const char *after)
{
	struct str out = {0};
	const char *kept;

	str_add(&out, before);
	for (; *text; text++) {
		if (strchr("%_\\", *text))
			str_add_char(&out, '\\');
		str_add_char(&out, *text);
	}
	str_add(&out, after);
	kept = arena_strdup(a, str_text(&out));
	str_release(&out);
	return kept;
}

static void build(struct query *q, const struct note_filter *f)
{
	const char *pattern;

	str_add(&q->where, " WHERE 1");
	if (f->deck) {
		add_text(q, " AND (n.deck = ?", f->deck);
		add_text(q, " OR (n.deck >= ? || '::'", f->deck);
		add_text(q, " AND n.deck < ? || ':;'))", f->deck);
	}
	if (f->kind)
		add_text(q, " AND n.kind = ?", f->kind);
	if (f->tag)
		add_text(q, " AND ' ' || n.tags || ' ' LIKE ? ESCAPE '\\'",
			pattern_of(&q->arena, "% ", f->tag, " %"));
	if (f->text) {
		pattern = pattern_of(&q->arena, "%", f->text, "%");
		add_text(q, " AND (n.question LIKE ? ESCAPE '\\'", pattern);
		add_text(q, " OR n.answer LIKE ? ESCAPE '\\'", pattern);
		add_text(q, " OR n.cloze LIKE ? ESCAPE '\\')", pattern);
	}
	if (f->document)
		str_addf(&q->where, " AND n.document = %lld", (long long)f->document);
	if (f->min_score > 0)
		str_addf(&q->where, " AND n.score >= %.6f", f->min_score);
	if (f->status)
		str_addf(&q->where, " AND (1 << n.status) & %u", f->status);
	if (!f->with_gone)
		str_add(&q->where, " AND NOT (n.is_gone AND n.status = 0)");
}

static bool prepare(struct store *s, struct query *q, const char *select, const char *tail,
	struct db_stmt **ret, struct err *err)
{
	struct str sql = {0};
	bool ok;

	str_addf(&sql, "SELECT %s FROM card_note n%s%s", select, str_text(&q->where), tail);
	ok = db_prepare(store_db(s), str_text(&sql), ret, err);
	for (size_t i = 0; ok && i < q->texts.len; i++)
		db_bind_text(*ret, (int)i + 1, q->texts.at[i]);
	str_release(&sql);
	return ok;
}

static void release(struct query *q)
{
	str_release(&q->where);
	vec_release(&q->texts);
	arena_release(&q->arena);
}

bool notes_each(struct store *s, const struct note_filter *f, notes_visit *each, void *self,
	struct err *err)
{
	struct query query = {0};
	char tail[100];
	struct db_stmt *q = NULL;
	struct note n;
	bool row = true, ok;

	build(&query, f);
	snprintf(tail, sizeof tail, " ORDER BY n.id LIMIT %lld OFFSET %lld",
		f->limit ? (long long)f->limit : -1LL, (long long)f->offset);
	store_lock(s);
	ok = prepare(s, &query, NOTE_COLUMNS, tail, &q, err);
	while (ok && row) {
		ok = db_step(q, &row, err);
		if (!ok || !row)
			break;
		note_read(q, &n);
		ok = each(self, &n, err);
	}
	db_finalize(q);
	store_unlock(s);
	release(&query);
	return ok;
}

bool notes_count(struct store *s, const struct note_filter *f, int64_t *ret, struct err *err)
{
	struct query query = {0};
	struct db_stmt *q = NULL;
	bool row = false, ok;

	build(&query, f);
	store_lock(s);
	ok = prepare(s, &query, "count(*)", "", &q, err) && db_step(q, &row, err);
	if (ok && row)
		*ret = db_int(q, 0);
	db_finalize(q);
	store_unlock(s);
	release(&query);
	return ok;
}

/* ---- one ---- */

static bool read_cards(struct store *s, struct arena *a, struct note_record *r, struct err *err)
{
	struct db_stmt *q;
	VEC(struct card) list = {0};
	struct card c;
	bool row = true, ok;

	if (!db_prepare(store_db(s),
		    "SELECT " CARD_COLUMNS " FROM card c WHERE c.note = ? ORDER BY c.ord", &q, err))
		return false;
	db_bind_int(q, 1, r->note.id);
	while ((ok = db_step(q, &row, err)) && row) {
		card_read(q, 0, &c);
		vec_push(&list, c);
	}
	db_finalize(q);
	r->cards_len = list.len;
	r->cards = arena_array(a, struct card, list.len + 1);
	if (list.len)
		memcpy(r->cards, list.at, list.len * sizeof *list.at);
	vec_release(&list);
	return ok;
}

/* The statement's row with its cards; it is finalised. */
static bool take(struct store *s, struct arena *a, struct db_stmt *q, struct note_record *ret,
	bool *ret_found, struct err *err)
{
	bool ok = db_step(q, ret_found, err);

	if (ok && *ret_found) {
		note_read(q, &ret->note);
		note_keep(a, &ret->note);
	}
	db_finalize(q);
	return ok && (!*ret_found || read_cards(s, a, ret, err));
}

bool note_has_tag(const char *tags, const char *tag, size_t len)
{
	for (const char *at = tags; *at;) {
		size_t own = strcspn(at, " ");

		if (own == len && memcmp(at, tag, len) == 0)
			return true;
		at += own + (at[own] == ' ');
	}
	return false;
}

bool notes_get(struct store *s, struct arena *a, int64_t id, struct note_record *ret,
	bool *ret_found, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	store_lock(s);
	ok = db_prepare(
		store_db(s), "SELECT " NOTE_COLUMNS " FROM card_note n WHERE n.id = ?", &q, err);
	if (ok) {
		db_bind_int(q, 1, id);
		ok = take(s, a, q, ret, ret_found, err);
	}
	store_unlock(s);
	return ok;
}

bool notes_by_guid(struct store *s, struct arena *a, const char *guid, struct note_record *ret,
	bool *ret_found, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	store_lock(s);
	ok = db_prepare(
		store_db(s), "SELECT " NOTE_COLUMNS " FROM card_note n WHERE n.guid = ?", &q, err);
	if (ok) {
		db_bind_text(q, 1, guid);
		ok = take(s, a, q, ret, ret_found, err);
	}
	store_unlock(s);
	return ok;
}

/* Shorter prefixes are taken for numbers or slips. */
#define PREFIX_MIN 4

static bool count_prefix(struct store *s, const char *from, const char *to, int64_t *ret_id,
	int64_t *ret_count, struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;

	if (!db_prepare(store_db(s),
		    "SELECT min(id), count(*) FROM card_note WHERE uuid >= ? AND uuid < ?", &q,
		    err))
		return false;
	db_bind_text(q, 1, from);
	db_bind_text(q, 2, to);
	ok = db_step(q, &row, err);
	if (ok && row) {
		*ret_id = db_int(q, 0);
		*ret_count = db_int(q, 1);
	}
	db_finalize(q);
	return ok;
}

bool notes_find(struct store *s, struct arena *a, const char *name, struct note_record *ret,
	struct err *err)
{
	int64_t id = 0, count = 0;
	char *end = NULL;
	bool found = false, ok = true;

	id = strtoll(name, &end, 10);
	if (*name && !*end && strlen(name) < 18) {
		if (!notes_get(s, a, id, ret, &found, err))
			return false;
		if (found)
			return true;
	}
	if (strlen(name) >= PREFIX_MIN) {
		store_lock(s);
		ok = count_prefix(s, name, arena_printf(a, "%s~", name), &id, &count, err);
		store_unlock(s);
		if (ok && count == 1)
			ok = notes_get(s, a, id, ret, &found, err);
	}
	if (!ok || found)
		return ok;
	if (count > 1)
		return err_set(
			err, ERR_USAGE, "%lld cards begin with '%s'", (long long)count, name);
	err_set(err, ERR_WORK, "there is no card '%s'", name);
	return err_hint(err, "blokctl cards list shows their names");
}

/* ---- decks ---- */

bool decks_count(struct store *s, struct arena *a, int64_t today, int64_t now_ms,
	struct deck_counts *ret, struct err *err)
{
	struct db_stmt *q = NULL;
	bool row = true, ok;

	memset(ret, 0, sizeof *ret);
	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT deck, count(DISTINCT note),"
		" count(DISTINCT CASE WHEN is_draft = 1 THEN note END),"
		" sum(state = 0 AND is_draft = 0 AND NOT is_suspended),"
		" sum(state IN (1, 3) AND is_draft = 0 AND NOT is_suspended AND due_ms <= ?2),"
		" sum(state = 2 AND is_draft = 0 AND NOT is_suspended AND due_day <= ?1),"
		" sum(is_suspended), count(*)"
		" FROM card WHERE is_draft < 2 GROUP BY deck ORDER BY deck",
		&q, err);
	if (ok) {
		db_bind_int(q, 1, today);
		db_bind_int(q, 2, now_ms);
	}
	while (ok && row) {
		ok = db_step(q, &row, err);
		if (ok && row)
			vec_push(&ret->list,
				((struct deck_count){arena_strdup(a, db_text(q, 0)), db_int(q, 1),
					db_int(q, 2), db_int(q, 3), db_int(q, 4), db_int(q, 5),
					db_int(q, 6), db_int(q, 7)}));
	}
	db_finalize(q);
	store_unlock(s);
	return ok;
}
