#include "cmd/ai.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/store/answers.h"
#include "core/term/format.h"
#include "core/term/table.h"

#include <string.h>

static bool has_store(struct app *app, struct err *err)
{
	if (app->store)
		return true;
	err_set(err, ERR_WORK, "nothing is kept yet: there is no store");
	return err_hint(err, "the first answer makes it");
}

/* ---- stats ---- */

static bool run_stats(struct app *app, int argc, char **argv, struct err *err)
{
	struct answers_stats s = {0};
	char size[FORMAT_MAX];
	cJSON *document;

	(void)argc, (void)argv;
	if (app->store && !answers_stats(app->store, clock_wall_ms(), &s, err))
		return false;
	if (app->json) {
		document = json_new_object();
		json_set_number(document, "entries", (double)s.entries);
		json_set_number(document, "expired", (double)s.expired);
		json_set_number(document, "bytes", (double)s.bytes);
		json_set_number(document, "hits", (double)s.hits);
		json_set_number(document, "tokens_saved", (double)s.tokens_saved);
		json_add_take(document, "saved_usd", ai_usd(s.cost_saved));
		app_json(app, document);
		json_free(document);
		return true;
	}
	format_size(size, (uint64_t)s.bytes);
	app_print(app,
		tr_n("%lld answer, %s, %lld of them expired\n",
			"%lld answers, %s, %lld of them expired\n", (unsigned long long)s.entries),
		(long long)s.entries, size, (long long)s.expired);
	app_print(app,
		tr_n("%lld hit: %lld tokens and $%.4f saved\n",
			"%lld hits: %lld tokens and $%.4f saved\n", (unsigned long long)s.hits),
		(long long)s.hits, (long long)s.tokens_saved, (double)s.cost_saved / 1e12);
	return true;
}

static const struct cmd cache_stats = {
	.name = "stats",
	.summary = N_("How much is kept, and what it has saved"),
	.needs = NEEDS_STORE_READ,
	.run = run_stats,
};

/* ---- list, show ---- */

struct listing {
	struct app *app;
	struct table table;
	cJSON *list; /* with --json */
	size_t count;
	const char *body; /* of the last one, for `show` */
};

static cJSON *row_json(const struct answer_row *row)
{
	char created[CLOCK_ISO_MAX], expires[CLOCK_ISO_MAX], used[CLOCK_ISO_MAX];
	cJSON *json = json_new_object();

	clock_format_iso(row->created_at, created);
	clock_format_iso(row->expires_at, expires);
	clock_format_iso(row->used_at, used);
	json_set_string(json, "key", row->key);
	json_set_string(json, "task", row->task);
	json_set_string(json, "provider", row->provider);
	json_set_string(json, "model", row->model);
	json_set_string(json, "created_at", created);
	json_set_string(json, "expires_at", expires);
	json_set_string(json, "used_at", used);
	json_set_number(json, "hits", (double)row->hits);
	json_set_number(json, "tokens", (double)row->tokens);
	json_add_take(json, "cost_usd", ai_usd(row->cost));
	json_set_number(json, "bytes", (double)row->bytes);
	return json;
}

static bool add_row(void *self, const struct answer_row *row, struct err *err)
{
	char size[FORMAT_MAX], age[FORMAT_MAX];
	struct listing *l = self;

	(void)err;
	l->count++;
	if (l->list) {
		json_append_take(l->list, row_json(row));
		return true;
	}
	format_size(size, (uint64_t)row->bytes);
	format_age(age, row->used_at, clock_wall_ms());
	table_addf(&l->table, "%.12s", row->key);
	table_add(&l->table, row->task);
	table_addf(&l->table, "%s/%s", row->provider, row->model);
	table_addf(&l->table, "%lld", (long long)row->hits);
	table_add(&l->table, age);
	table_add(&l->table, size);
	return true;
}

static void print_listing(struct listing *l)
{
	cJSON *document;

	if (l->list) {
		document = json_new_object();
		json_add_take(document, "answers", l->list);
		app_json(l->app, document);
		json_free(document);
		return;
	}
	if (!l->count) {
		app_note(l->app, tr("nothing is kept"));
		return;
	}
	app_print_table(l->app, &l->table);
}

static bool run_list(struct app *app, int argc, char **argv, struct err *err)
{
	static const struct column columns[] = {{N_("KEY"), COLUMN_TEXT}, {N_("TASK"), COLUMN_TEXT},
		{N_("MODEL"), COLUMN_WIDE}, {N_("HITS"), COLUMN_NUMBER}, {N_("USED"), COLUMN_TEXT},
		{N_("SIZE"), COLUMN_NUMBER}, {0}};
	struct listing l = {.app = app, .list = app->json ? json_new_array() : NULL};
	bool ok;

	(void)argc, (void)argv;
	table_init(&l.table, columns);
	ok = !app->store || answers_each(app->store, "", add_row, &l, err);
	if (ok)
		print_listing(&l);
	else
		json_free(l.list);
	table_release(&l.table);
	return ok;
}

static const struct cmd cache_list = {
	.name = "list",
	.summary = N_("List kept answers, the ones used last first"),
	.needs = NEEDS_STORE_READ,
	.run = run_list,
};

struct found {
	struct arena *arena;
	size_t count;
	cJSON *json;
	const char *body;
};

static bool take_row(void *self, const struct answer_row *row, struct err *err)
{
	struct found *f = self;

	(void)err;
	if (!f->count++) {
		f->json = row_json(row);
		f->body = arena_strdup(f->arena, row->body);
	}
	return true;
}

static void print_answer(struct app *app, struct found *f)
{
	cJSON *body = NULL;
	const char *text;
	struct err ignored;

	json_parse(f->body, strlen(f->body), &body, &ignored);
	text = json_get_string(body, "text");
	if (app->json) {
		json_add_take(f->json, "answer", body);
		app_json(app, f->json);
		return;
	}
	app_print(app, "%s\n", text && !json_get(body, "embeddings") ? text : f->body);
	json_free(body);
}

static bool run_show(struct app *app, int argc, char **argv, struct err *err)
{
	struct found f = {.arena = &app->arena};
	bool ok;

	(void)argc;
	if (!has_store(app, err))
		return false;
	ok = answers_each(app->store, argv[0], take_row, &f, err);
	if (ok && f.count != 1) {
		err_set(err, f.count ? ERR_USAGE : ERR_WORK,
			f.count ? "'%s' is the beginning of %zu keys"
				: "no answer is kept under '%s'",
			argv[0], f.count);
		ok = err_hint(err, "'blokctl ai cache list' shows the keys");
	}
	if (ok)
		print_answer(app, &f);
	json_free(f.json);
	return ok;
}

static const struct cmd cache_show = {
	.name = "show",
	.args = "KEY",
	.summary = N_("Show a kept answer; the beginning of its key is enough"),
	.needs = NEEDS_STORE_READ,
	.run = run_show,
};

/* ---- purge, clear ---- */

static bool remove_until(struct app *app, int64_t now_ms, struct err *err)
{
	int64_t count = 0;
	cJSON *document;

	if (app->store && !answers_purge(app->store, now_ms, &count, err))
		return false;
	if (app->json) {
		document = json_new_object();
		json_set_number(document, "removed", (double)count);
		app_json(app, document);
		json_free(document);
	} else {
		app_note(app,
			tr_n("%lld answer removed", "%lld answers removed",
				(unsigned long long)count),
			(long long)count);
	}
	return true;
}

static bool run_purge(struct app *app, int argc, char **argv, struct err *err)
{
	(void)argc, (void)argv;
	return remove_until(app, clock_wall_ms(), err);
}

static bool run_clear(struct app *app, int argc, char **argv, struct err *err)
{
	(void)argc, (void)argv;
	return remove_until(app, INT64_MAX, err);
}

static const struct cmd cache_purge = {
	.name = "purge",
	.summary = N_("Remove what has expired"),
	.needs = NEEDS_STORE_READ,
	.run = run_purge,
};

static const struct cmd cache_clear = {
	.name = "clear",
	.summary = N_("Remove every kept answer"),
	.needs = NEEDS_STORE_READ,
	.run = run_clear,
};

const struct cmd ai_cache = {
	.name = "cache",
	.summary = N_("Look at the answers that are kept, and remove them"),
	.subs = (const struct cmd *const[]){&cache_stats, &cache_list, &cache_show, &cache_purge,
		&cache_clear, NULL},
};
