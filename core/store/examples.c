#include "core/store/examples.h"

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/text/letter.h"

#include <stdlib.h>
#include <string.h>

/* How questions are compared: small letters, a blank for everything between words. */
static const char *as_asked(struct arena *a, const char *question)
{
	const char *at = question, *end = question + strlen(question), *asked;
	struct str out = {0};
	uint32_t cp;
	size_t len;
	char bytes[4];

	for (; (len = letter_next(at, (size_t)(end - at), &cp)) > 0; at += len) {
		enum letter_class class = letter_class(cp);

		if (letter_is_word(class) || class == LETTER_IDEOGRAPH)
			str_add_bytes(&out, bytes, utf8_encode(letter_lower(cp), bytes));
		else if (out.len && out.at[out.len - 1] != ' ')
			str_add_char(&out, ' ');
	}
	while (out.len && out.at[out.len - 1] == ' ')
		out.len--;
	asked = arena_strndup(a, str_text(&out), out.len);
	str_release(&out);
	return asked;
}

static bool put(struct store *s, const char *const texts[4], struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "INSERT OR REPLACE INTO ask_example VALUES (?, ?, ?, ?, ?)",
		    &q, err))
		return false;
	for (int i = 0; i < 4; i++)
		db_bind_text(q, i + 1, texts[i]);
	db_bind_int(q, 5, clock_wall_ms());
	ok = db_run(q, err);
	db_finalize(q);
	return ok;
}

bool example_put(
	struct store *s, const char *db, const char *question, const char *sql, struct err *err)
{
	struct arena a = {0};
	const char *texts[4] = {db, as_asked(&a, question), question, sql};
	bool ok = store_begin(s, err) && store_end(s, put(s, texts, err), err);

	arena_release(&a);
	return ok;
}

bool example_get(struct store *s, struct arena *a, const char *db, const char *question,
	const char **ret_sql, struct err *err)
{
	struct db_stmt *q;
	bool row = false, ok;

	store_lock(s);
	ok = db_prepare(
		store_db(s), "SELECT sql FROM ask_example WHERE db = ? AND asked = ?", &q, err);
	*ret_sql = NULL;
	if (ok) {
		db_bind_text(q, 1, db);
		db_bind_text(q, 2, as_asked(a, question));
		ok = db_step(q, &row, err);
		if (ok && row)
			*ret_sql = arena_strdup(a, db_text(q, 0));
		db_finalize(q);
	}
	store_unlock(s);
	return ok;
}

static bool delete (
	struct store *s, const char *db, const char *asked, bool *ret_found, struct err *err)
{
	struct db_stmt *q;
	bool ok;

	if (!db_prepare(store_db(s), "DELETE FROM ask_example WHERE db = ? AND asked = ?", &q, err))
		return false;
	db_bind_text(q, 1, db);
	db_bind_text(q, 2, asked);
	ok = db_run(q, err);
	*ret_found = ok && db_changes(store_db(s)) > 0;
	db_finalize(q);
	return ok;
}

bool example_delete(
	struct store *s, const char *db, const char *question, bool *ret_found, struct err *err)
{
	struct arena a = {0};
	bool ok = store_begin(s, err) &&
		  store_end(s, delete (s, db, as_asked(&a, question), ret_found, err), err);

	arena_release(&a);
	return ok;
}

/* Words of `a` that stand in `b`, too. */
static size_t shared_words(const char *a, const char *b)
{
	size_t count = 0;

	while (*a) {
		size_t len = strcspn(a, " ");

		for (const char *at = b; *at && len > 2;) {
			size_t n = strcspn(at, " ");

			if (n == len && strncmp(at, a, len) == 0) {
				count++;
				break;
			}
			at += n + (at[n] == ' ');
		}
		a += len + (a[len] == ' ');
	}
	return count;
}

static cJSON *example_json(const char *question, const char *sql)
{
	cJSON *json = json_new_object();

	json_set_string(json, "question", question);
	json_set_string(json, "sql", sql);
	return json;
}

struct found {
	cJSON *json;
	size_t shared, place; /* place: from the newest on */
};

static int by_shared(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->shared != y->shared)
		return x->shared < y->shared ? 1 : -1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/* More of one database are not looked through. */
#define EXAMPLES_MAX 1000

bool example_nearest(struct store *s, const char *db, const char *question, size_t most,
	cJSON **ret, struct err *err)
{
	struct found *found = mem_alloc(EXAMPLES_MAX * sizeof *found);
	struct arena a = {0};
	const char *asked = as_asked(&a, question);
	struct db_stmt *q;
	size_t count = 0;
	bool row = true, ok;

	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT asked, question, sql FROM ask_example WHERE db = ? ORDER BY created_at "
		"DESC, asked",
		&q, err);
	if (ok) {
		db_bind_text(q, 1, db);
		while (count < EXAMPLES_MAX && (ok = db_step(q, &row, err)) && row) {
			found[count].shared = shared_words(asked, db_text(q, 0));
			found[count].place = count;
			found[count].json = example_json(db_text(q, 1), db_text(q, 2));
			count++;
		}
		db_finalize(q);
	}
	store_unlock(s);
	qsort(found, count, sizeof *found, by_shared);
	*ret = json_new_array();
	for (size_t i = 0; i < count; i++) {
		if (i < most && found[i].shared)
			json_append_take(*ret, found[i].json);
		else
			json_free(found[i].json);
	}
	free(found);
	arena_release(&a);
	if (!ok) {
		json_free(*ret);
		*ret = NULL;
	}
	return ok;
}

bool example_list(struct store *s, const char *db, cJSON **ret, struct err *err)
{
	struct db_stmt *q;
	cJSON *list = json_new_array();
	bool row = false, ok;

	store_lock(s);
	ok = db_prepare(store_db(s),
		"SELECT question, sql FROM ask_example WHERE db = ? ORDER BY created_at "
		"DESC, asked",
		&q, err);
	if (ok) {
		db_bind_text(q, 1, db);
		while ((ok = db_step(q, &row, err)) && row)
			json_append_take(list, example_json(db_text(q, 0), db_text(q, 1)));
		db_finalize(q);
	}
	store_unlock(s);
	if (ok)
		*ret = list;
	else
		json_free(list);
	return ok;
}
