#include "cmd/cards.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/store/undo.h"
#include "core/store/reviews.h"

/* approve, reject, delete: one card or many, and undone as one. */

static const char *reason;
static bool force;

struct change {
	const char *verb, *done; /* "approve", "approved" */
	bool (*each)(struct store *s, int64_t id, struct err *err);
	enum note_status to; /* of approve and reject */
};

static bool apply(
	struct store *s, const struct change *c, const struct cards_ids *ids, struct err *err)
{
	bool ok = changes_note(s, c->verb, ids->list.at, ids->list.len, err);

	for (size_t i = 0; ok && i < ids->list.len; i++)
		ok = c->each(s, ids->list.at[i], err);
	return ok;
}

/* Those that are so already stay as they are; a new reason is a change. */
static bool leave_done(
	struct app *app, const struct change *c, struct cards_ids *ids, struct err *err)
{
	struct note_record r;
	struct arena scratch = {0};
	size_t kept = 0;
	bool found, ok = true;

	if (str_eq(c->verb, "delete") || reason)
		return true;
	for (size_t i = 0; ok && i < ids->list.len; i++) {
		ok = notes_get(app->store, &scratch, ids->list.at[i], &r, &found, err);
		if (ok && found && r.note.status != c->to)
			ids->list.at[kept++] = ids->list.at[i];
	}
	arena_release(&scratch);
	if (ok)
		ids->list.len = kept;
	return ok;
}

static bool change(struct app *app, int argc, char **argv, const struct change *c, struct err *err)
{
	unsigned status = str_eq(c->verb, "delete") ? 0 : 1U << NOTE_DRAFT;
	struct cards_ids ids;
	cJSON *json;
	bool ok = cards_choose(app, argc, argv, status, &ids, err) && leave_done(app, c, &ids, err);

	if (ok && ids.list.len)
		ok = store_begin(app->store, err) &&
		     store_end(app->store, apply(app->store, c, &ids, err), err);
	if (ok && app->json) {
		json = json_new_object();
		json_set_number(json, c->done, (double)ids.list.len);
		app_json(app, json);
		json_free(json);
	} else if (ok) {
		app_note(app, tr_n("%zu card %s%s", "%zu cards %s%s", ids.list.len), ids.list.len,
			tr(c->done),
			ids.list.len ? tr("; 'blokctl cards undo' takes it back") : "");
	}
	vec_release(&ids.list);
	return ok;
}

static bool approve(struct store *s, int64_t id, struct err *err)
{
	return notes_set_status(s, id, NOTE_APPROVED, NULL, err);
}

static bool reject(struct store *s, int64_t id, struct err *err)
{
	return notes_set_status(s, id, NOTE_REJECTED, reason, err);
}

static bool run_approve(struct app *app, int argc, char **argv, struct err *err)
{
	static const struct change c = {N_("approve"), N_("approved"), approve, NOTE_APPROVED};

	return change(app, argc, argv, &c, err);
}

static bool run_reject(struct app *app, int argc, char **argv, struct err *err)
{
	static const struct change c = {N_("reject"), N_("rejected"), reject, NOTE_REJECTED};

	return change(app, argc, argv, &c, err);
}

static bool run_delete(struct app *app, int argc, char **argv, struct err *err)
{
	static const struct change c = {N_("delete"), N_("deleted"), notes_delete, 0};

	if (argc || force)
		return change(app, argc, argv, &c, err);
	if (!cards_is_filtered())
		return change(app, argc, argv, &c, err);
	err_set(err, ERR_USAGE, "this deletes every card that is chosen, with its reviews");
	return err_hint(err, "say --force; 'cards reject' keeps them from being offered again");
}

static const struct opt approve_options[] = {CARDS_CHOICE_OPTIONS, CARDS_STATUS_OPTION, {0}};
static const struct opt reject_options[] = {CARDS_CHOICE_OPTIONS, CARDS_STATUS_OPTION,
	{.name = "reason",
		.letter = 'r',
		.kind = OPT_TEXT,
		.value = &reason,
		.arg = "text",
		.help = N_("why")},
	{0}};
static const struct opt delete_options[] = {CARDS_CHOICE_OPTIONS, CARDS_STATUS_OPTION,
	{.name = "force", .kind = OPT_FLAG, .value = &force, .help = N_("all that are chosen")},
	{0}};

const struct cmd cards_approve = {
	.name = "approve",
	.args = "[CARD]...",
	.summary = N_("Take drafts into what is learnt"),
	.opts = approve_options,
	.examples = (const char *const[]){"blokctl cards approve 3f2a91c0", N_("one of them"),
		"blokctl cards approve --deck chapter --kind definition --min-score 0.8",
		N_("all of a kind that are worth it"), NULL},
	.needs = NEEDS_STORE,
	.run = run_approve,
	.operands = WORDS_CARD,
};

const struct cmd cards_reject = {
	.name = "reject",
	.args = "[CARD]...",
	.summary = N_("Put drafts aside: they are not offered again"),
	.opts = reject_options,
	.examples = (const char *const[]){"blokctl cards reject 3f2a91c0 --reason 'too easy'",
		N_("for good"), NULL},
	.needs = NEEDS_STORE,
	.run = run_reject,
	.operands = WORDS_CARD,
};

const struct cmd cards_delete = {
	.name = "delete",
	.args = "[CARD]...",
	.summary = N_("Delete cards with their reviews"),
	.opts = delete_options,
	.examples = (const char *const[]){"blokctl cards delete --deck old --force",
		N_("a whole deck"), NULL},
	.needs = NEEDS_STORE,
	.run = run_delete,
	.operands = WORDS_CARD,
};

/* ---- suspended ones ---- */

static bool set_suspended(struct store *s, int64_t id, bool suspended, struct err *err)
{
	struct note_record r;
	struct arena a = {0};
	bool found = false, ok = notes_get(s, &a, id, &r, &found, err);

	ok = ok && store_begin(s, err);
	if (ok) {
		for (size_t i = 0; ok && found && i < r.cards_len; i++) {
			r.cards[i].memory.is_suspended = suspended;
			ok = cards_set_memory(s, r.cards[i].id, &r.cards[i].memory, err);
		}
		ok = store_end(s, ok, err);
	}
	arena_release(&a);
	return ok;
}

enum suspension { RESUMED, SUSPENDED };

static bool change_suspended(
	struct app *app, int argc, char **argv, enum suspension to, struct err *err)
{
	const char *done = to == SUSPENDED ? N_("suspended") : N_("resumed");
	struct cards_ids ids;
	cJSON *json;
	bool ok = cards_choose(app, argc, argv, 0, &ids, err);

	for (size_t i = 0; ok && i < ids.list.len; i++)
		ok = set_suspended(app->store, ids.list.at[i], to == SUSPENDED, err);
	if (ok && app->json) {
		json = json_new_object();
		json_set_number(json, done, (double)ids.list.len);
		app_json(app, json);
		json_free(json);
	} else if (ok) {
		app_note(app, tr_n("%zu card %s", "%zu cards %s", ids.list.len), ids.list.len,
			tr(done));
	}
	vec_release(&ids.list);
	return ok;
}

static bool run_suspend(struct app *app, int argc, char **argv, struct err *err)
{
	return change_suspended(app, argc, argv, SUSPENDED, err);
}

static bool run_resume(struct app *app, int argc, char **argv, struct err *err)
{
	return change_suspended(app, argc, argv, RESUMED, err);
}

const struct cmd cards_suspend = {
	.name = "suspend",
	.args = "[CARD]...",
	.summary = N_("Leave cards out of reviews until they are resumed"),
	.opts = approve_options,
	.needs = NEEDS_STORE,
	.run = run_suspend,
	.operands = WORDS_CARD,
};

const struct cmd cards_resume = {
	.name = "resume",
	.args = "[CARD]...",
	.summary = N_("Take suspended cards back into reviews"),
	.opts = approve_options,
	.needs = NEEDS_STORE,
	.run = run_resume,
	.operands = WORDS_CARD,
};

/* ---- undo ---- */

static bool undo_json(struct app *app, const char *what, size_t notes)
{
	cJSON *json = json_new_object();

	json_set_string(json, "undone", what);
	json_set_number(json, "cards", (double)notes);
	app_json(app, json);
	json_free(json);
	return true;
}

static bool run_undo(struct app *app, int argc, char **argv, struct err *err)
{
	const char *what = NULL;
	size_t notes = 0;

	(void)argc, (void)argv;
	if (!undo_last(app->store, &app->arena, &what, &notes, err))
		return false;
	if (!what) {
		err_set(err, ERR_WORK, "there is nothing to undo");
		return err_hint(err, "reviews are undone with 'u' while they are shown");
	}
	if (app->json)
		return undo_json(app, what, notes);
	app_note(app, tr_n("undone: %s of %zu card", "undone: %s of %zu cards", notes), tr(what),
		notes);
	return true;
}

const struct cmd cards_undo = {
	.name = "undo",
	.summary = N_("Take back the last approve, reject, edit or delete"),
	.details = N_("The last fifty can be taken back, one after the other. What has become of a "
		      "card since then stays."),
	.needs = NEEDS_STORE,
	.run = run_undo,
};
