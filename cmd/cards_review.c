#include "cmd/cards.h"
#include "cmd/keys.h"
#include "cmd/output.h"
#include "cmd/signals.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/cards/face.h"
#include "core/config/config.h"
#include "core/store/reviews.h"
#include "core/term/width.h"

#include <stdlib.h>
#include <string.h>

/* How far ahead a card that is being learnt is shown when nothing else is left. */
#define AHEAD_MS (20 * 60 * 1000)

static long long limit = -1, fresh = -1;
static bool drafts;

static const struct opt options[] = {
	CARDS_DECK_OPTION,
	{.name = "limit",
		.letter = 'n',
		.kind = OPT_INT,
		.value = &limit,
		.arg = "count",
		.help = N_("at most so many cards in all")},
	{.name = "new",
		.kind = OPT_INT,
		.value = &fresh,
		.arg = "count",
		.help = N_(
			"at most so many new ones (default: what is left of cards.new_per_day)")},
	{.name = "drafts",
		.kind = OPT_FLAG,
		.value = &drafts,
		.help = N_("new cards of drafts, too: a grade approves one")},
	{0},
};

/* ---- what is to be shown ---- */

struct later {
	int64_t card, due_ms;
};

struct hinted {
	int64_t card;
	int level;
};
struct graded {
	bool known;
	int hint;
};

struct session {
	struct app *app;
	const struct schedule *schedule;
	struct card_session row;
	VEC(int64_t) queue;      /* reviews and new ones */
	VEC(struct later) later; /* being learnt */
	VEC(struct graded) graded; /* for undo */
	VEC(struct hinted) hinted; /* cards that are not graded since */
	size_t at;
	int64_t again;       /* shown next, after undo; 0: none */
	int64_t shown, most; /* -1: no limit */
	bool quit;
};

/* The card at hand. */
struct look {
	struct card card;
	struct note note;
	struct card_face face;
	int64_t since_us;
	int hint;
};

static bool limits_of(
	struct app *app, const struct schedule *s, struct due_limits *ret, struct err *err)
{
	int64_t now = clock_now_ms(), fresh_done = 0, reviews_done = 0, per_day;

	*ret = (struct due_limits){.deck = cards_choice.deck,
		.today = schedule_day_of(&s->day, now),
		.now_ms = now,
		.fresh = fresh,
		.reviews = -1,
		.drafts = drafts};
	if (!reviews_today(
		    app->store, cards_choice.deck, ret->today, &fresh_done, &reviews_done, err))
		return false;
	if (fresh < 0) {
		per_day = config_int(app->config, "cards.new_per_day", 20);
		ret->fresh = per_day > fresh_done ? per_day - fresh_done : 0;
	}
	per_day = config_int(app->config, "cards.reviews_per_day", -1);
	if (per_day >= 0)
		ret->reviews = per_day > reviews_done ? per_day - reviews_done : 0;
	return true;
}

static bool fill(struct session *s, struct err *err)
{
	struct due_limits l;
	struct due_list due;
	bool ok =
		limits_of(s->app, s->schedule, &l, err) && cards_due(s->app->store, &l, &due, err);

	for (size_t i = 0; ok && i < due.cards.len; i++)
		if ((int64_t)i < due.learning)
			vec_push(&s->later, ((struct later){due.cards.at[i], 0}));
		else
			vec_push(&s->queue, due.cards.at[i]);
	if (ok)
		vec_release(&due.cards);
	return ok;
}

/* Leaves as many as are to be shown: those being learnt come first. */
static void cut(struct session *s)
{
	size_t most = (size_t)s->most;

	if (s->later.len > most)
		s->later.len = most;
	if (s->queue.len > most - s->later.len)
		s->queue.len = most - s->later.len;
}

/* Learning cards that are due come first, then the queue, then those that are nearly due. */
static int64_t next_card(struct session *s)
{
	int64_t now = clock_now_ms(), card = s->again;
	size_t first = s->later.len;

	s->again = 0;
	if (card)
		return card;
	for (size_t i = 0; i < s->later.len; i++)
		if (first == s->later.len || s->later.at[i].due_ms < s->later.at[first].due_ms)
			first = i;
	if (first < s->later.len &&
		(s->later.at[first].due_ms <= now ||
			(s->at >= s->queue.len && s->later.at[first].due_ms <= now + AHEAD_MS))) {
		card = s->later.at[first].card;
		s->later.at[first] = s->later.at[--s->later.len];
		return card;
	}
	return s->at < s->queue.len ? s->queue.at[s->at++] : 0;
}

/* ---- the screen ---- */

static void put(struct session *s, enum term_role role, const char *text, size_t indent)
{
	const struct term *t = &s->app->out;
	struct str plain = {0}, wrapped = {0}, out = {0};

	text_escape(&plain, text, strlen(text), ESCAPE_LINES);
	text_wrap(&wrapped, str_text(&plain), (size_t)(t->width > 20 ? t->width : 80), indent);
	term_styled(t, &out, role, str_text(&wrapped));
	str_add_char(&out, '\n');
	app_put(s->app, t, &out);
	str_release(&plain);
	str_release(&wrapped);
	str_release(&out);
}

static void show_front(struct session *s, const struct look *l)
{
	struct str head = {0};

	str_addf(&head, tr("\n%s  %zu to go, %zu being learnt%s"), l->note.deck,
		s->queue.len - s->at, s->later.len,
		l->note.status == NOTE_DRAFT ? tr("  draft") : "");
	put(s, ROLE_FAINT, str_text(&head), 0);
	put(s, ROLE_STRONG, l->face.question, 0);
	app_flush(s->app);
	str_release(&head);
}

static void interval_text(const struct card_memory *m, struct str *out)
{
	int64_t minutes;

	if (m->state == CARD_REVIEW) {
		if (m->interval < 31)
			str_addf(out, tr_n("%lldd", "%lldd", (unsigned long long)m->interval),
				(long long)m->interval);
		else if (m->interval < 365)
			str_addf(out, tr("%.1fmo"), (double)m->interval / 30.4);
		else
			str_addf(out, tr("%.1fy"), (double)m->interval / 365.25);
		return;
	}
	minutes = (m->due_ms - clock_now_ms() + 30000) / 60000;
	if (minutes < 60)
		str_addf(out, tr("%lldm"), (long long)(minutes > 0 ? minutes : 1));
	else
		str_addf(out, tr("%lldh"), (long long)((minutes + 30) / 60));
}

static void show_back(struct session *s, const struct look *l)
{
	static const char *const grades[] = {N_("again"), N_("hard"), N_("good"), N_("easy")};
	struct str line = {0};

	put(s, ROLE_PLAIN, l->face.answer, 0);
	for (int g = 1; g <= 4; g++) {
		struct card_memory m = schedule_answer(s->schedule, l->card.id, &l->card.memory,
			schedule_cap(g, l->hint), clock_now_ms());

		str_addf(&line, "%s%d %s ", g > 1 ? "   " : "", g, tr(grades[g - 1]));
		interval_text(&m, &line);
	}
	if (l->hint >= 2)
		str_add(&line, tr("   (with a hint: at most hard)"));
	put(s, ROLE_HINT, str_text(&line), 0);
	app_flush(s->app);
	str_release(&line);
}

/* ---- what keys do ---- */

static int hint_of(const struct session *s, int64_t card)
{
	for (size_t i = 0; i < s->hinted.len; i++)
		if (s->hinted.at[i].card == card)
			return s->hinted.at[i].level;
	return 0;
}

static void keep_hint(struct session *s, int64_t card, int level)
{
	for (size_t i = 0; i < s->hinted.len; i++)
		if (s->hinted.at[i].card == card) {
			s->hinted.at[i].level = level;
			return;
		}
	if (level)
		vec_push(&s->hinted, ((struct hinted){card, level}));
}

static bool open_card(
	struct session *s, int64_t id, struct look *ret, bool *ret_found, struct err *err)
{
	*ret = (struct look){.since_us = clock_mono_us(), .hint = hint_of(s, id)};
	if (!cards_get(s->app->store, &s->app->arena, id, &ret->card, &ret->note, ret_found, err))
		return false;
	if (*ret_found)
		card_face_of(&s->app->arena, &ret->note, ret->card.ord, &ret->face);
	return true;
}

static bool approve(struct session *s, const struct look *l, struct err *err)
{
	if (l->note.status != NOTE_DRAFT)
		return true;
	return store_begin(s->app->store, err) &&
	       store_end(s->app->store,
		       notes_set_status(s->app->store, l->note.id, NOTE_APPROVED, NULL, err), err);
}

static bool grade(struct session *s, const struct look *l, int rating, struct err *err)
{
	int64_t now = clock_now_ms();
	int given = schedule_cap(rating, l->hint);
	struct review r = {.card = l->card.id,
		.session = s->row.id,
		.kind = REVIEW_LEARN,
		.at_ms = now,
		.day = schedule_day_of(&s->schedule->day, now),
		.rating = given,
		.hint = l->hint,
		.duration_ms = (clock_mono_us() - l->since_us) / 1000,
		.before = l->card.memory,
		.algorithm = FSRS_ALGORITHM,
		.params = s->schedule->params};

	r.after = schedule_answer(s->schedule, l->card.id, &l->card.memory, given, now);
	if (!approve(s, l, err) || !reviews_add(s->app->store, &r, err))
		return false;
	if (r.after.state != CARD_REVIEW)
		vec_push(&s->later, ((struct later){l->card.id, r.after.due_ms}));
	vec_push(&s->graded, ((struct graded){given > 1, l->hint}));
	keep_hint(s, l->card.id, 0);
	s->row.asked++;
	s->row.correct += given > 1;
	s->shown++;
	return true;
}

static bool suspend(struct session *s, const struct look *l, struct err *err)
{
	struct card_memory m = l->card.memory;

	m.is_suspended = true;
	put(s, ROLE_FAINT, tr("suspended; 'blokctl cards resume' takes it back"), 0);
	return store_begin(s->app->store, err) &&
	       store_end(s->app->store, cards_set_memory(s->app->store, l->card.id, &m, err), err);
}

/* The last grade is taken back, and its card is shown again. */
static bool undo(struct session *s, const struct look *l, bool *ret_done, struct err *err)
{
	int64_t card = 0;

	*ret_done = false;
	if (!reviews_undo(s->app->store, s->row.id, &card, err))
		return false;
	if (!card) {
		put(s, ROLE_FAINT, tr("nothing to undo"), 0);
		return true;
	}
	*ret_done = true;
	for (size_t i = 0; i < s->later.len; i++)
		if (s->later.at[i].card == card) {
			s->later.at[i] = s->later.at[--s->later.len];
			break;
		}
	vec_push(&s->later, ((struct later){l->card.id, 0})); /* the one at hand comes after */
	s->again = card;
	s->row.asked--;
	if (s->graded.len) {
		const struct graded *last = &s->graded.at[--s->graded.len];

		s->row.correct -= last->known;
		keep_hint(s, card, last->hint);
	}
	s->shown--;
	put(s, ROLE_FAINT, tr("taken back"), 0);
	return true;
}

static bool hint(struct session *s, struct look *l, struct err *err)
{
	struct str text = {0};
	const char *letters;
	bool ok;

	if (l->hint < HINT_LEVELS)
		l->hint++;
	keep_hint(s, l->card.id, l->hint);
	ok = cards_hint_text(s->app, &l->face, l->hint, &text, err);
	/* What the level before has shown already is not shown again. */
	letters = l->hint == HINT_LEVELS ? strchr(str_text(&text), '\n') : NULL;
	if (ok)
		put(s, ROLE_HINT, letters ? letters + 1 : str_text(&text), 0);
	app_flush(s->app);
	str_release(&text);
	return ok;
}

/* Which may take the card itself away: a cloze that has a gap less. */
static bool edit(struct session *s, struct look *l, bool *ret_done, struct err *err)
{
	struct err problem = {0};
	bool ok, found = false;

	keys_close();
	ok = cards_edit_in_editor(s->app, &l->note, &problem);
	if (!keys_open(err))
		return false;
	if (!ok)
		put(s, ROLE_ERROR, problem.message, 0);
	if (!cards_get(s->app->store, &s->app->arena, l->card.id, &l->card, &l->note, &found, err))
		return false;
	*ret_done = !found;
	if (!found) {
		put(s, ROLE_FAINT, tr("this card is gone with its gap"), 0);
		return true;
	}
	card_face_of(&s->app->arena, &l->note, l->card.ord, &l->face);
	show_front(s, l);
	return true;
}

static void help(struct session *s, bool back)
{
	put(s, ROLE_FAINT,
		back ? tr("1 again, 2 hard, 3 good, 4 easy; space is good; e edit, s suspend, u "
			  "undo, "
			  "q quit")
		     : tr("space shows the answer; h a hint, e edit, s suspend, u undo, q quit"),
		0);
	app_flush(s->app);
}

/* One card until it is graded, put aside, or the session ends. */
static bool ask(struct session *s, struct look *l, struct err *err)
{
	bool back = false, done = false, ok = true;

	show_front(s, l);
	while (ok && !done && !s->quit) {
		int key = keys_read(0);

		if (key == KEY_SIGNAL || key == KEY_END || key == 'q' || key == 4)
			s->quit = true;
		else if (key == 'u')
			ok = undo(s, l, &done, err);
		else if (key == 's') {
			ok = suspend(s, l, err);
			done = true;
		} else if (key == 'e') {
			ok = edit(s, l, &done, err);
			back = false;
		} else if (!back && (key == ' ' || key == '\n')) {
			back = true;
			show_back(s, l);
		} else if (!back && key == 'h')
			ok = hint(s, l, err);
		else if (back && ((key >= '1' && key <= '4') || key == ' ' || key == '\n')) {
			ok = grade(s, l, key >= '1' && key <= '4' ? key - '0' : 3, err);
			done = true;
		} else if (key >= ' ' || key == KEY_OTHER)
			help(s, back);
	}
	return ok;
}

static bool run_session(struct session *s, struct err *err)
{
	struct look l;
	bool found, ok = true;
	int64_t card;

	while (ok && !s->quit && (s->most < 0 || s->shown < s->most) && (card = next_card(s))) {
		ok = open_card(s, card, &l, &found, err);
		if (ok && found)
			ok = ask(s, &l, err);
	}
	return ok;
}

/* ---- beginning and end ---- */

static bool tell_nothing(struct session *s, struct err *err)
{
	struct note_filter f = {.deck = cards_choice.deck, .status = 1U << NOTE_DRAFT};
	int64_t waiting = 0;

	if (!notes_count(s->app->store, &f, &waiting, err))
		return false;
	if (cards_choice.deck)
		app_note(s->app, tr("nothing is due in %s"), cards_choice.deck);
	else
		app_note(s->app, tr("nothing is due"));
	if (waiting)
		app_note(s->app,
			tr_n("%lld draft waits: 'blokctl cards approve', or 'cards review "
			     "--drafts' "
			     "to look through them",
				"%lld drafts wait: 'blokctl cards approve', or 'cards review "
				"--drafts' "
				"to look through them",
				(unsigned long long)waiting),
			(long long)waiting);
	return true;
}

static bool print_due(struct session *s, struct err *err)
{
	cJSON *json = json_new_object(), *list = json_new_array();
	bool ok = true, found;
	struct look l;

	for (size_t i = 0; ok && i < s->later.len + s->queue.len; i++) {
		size_t later = s->later.len;

		ok = open_card(s, i < later ? s->later.at[i].card : s->queue.at[i - later], &l,
			&found, err);
		if (ok && found) {
			cJSON *card = cards_note_json(&l.note);

			json_add_take(card, "card", cards_memory_json(s->schedule, &l.card));
			json_append_take(list, card);
		}
	}
	json_add_take(json, "due", list);
	if (ok)
		app_json(s->app, json);
	json_free(json);
	return ok;
}

static bool study(struct session *s, struct err *err)
{
	bool ok;

	s->row = (struct card_session){
		.type = "review", .deck = cards_choice.deck, .started_at = clock_wall_ms()};
	if (!keys_open(err))
		return false;
	ok = sessions_open(s->app->store, &s->row, &s->row.id, err);
	if (ok) {
		help(s, false);
		ok = run_session(s, err);
		s->row.ended_at = clock_wall_ms();
		ok = sessions_close(s->app->store, &s->row, ok ? err : &(struct err){0}) && ok;
	}
	keys_close();
	if (ok)
		app_note(s->app,
			tr_n("%lld card reviewed, %lld known%s",
				"%lld cards reviewed, %lld known%s",
				(unsigned long long)s->row.asked),
			(long long)s->row.asked, (long long)s->row.correct,
			s->later.len ? tr("; some come again in a few minutes") : "");
	if (ok && signals_received)
		return signals_error(err, "interrupted; every grade is kept");
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct session s = {.app = app, .most = limit};
	bool ok;

	(void)argc, (void)argv;
	ok = cards_deck_is_there(app, err) && cards_schedule(app, &s.schedule, err) &&
	     fill(&s, err);
	if (ok && s.most >= 0)
		cut(&s);
	if (ok && app->json)
		ok = print_due(&s, err);
	else if (ok)
		ok = s.queue.len + s.later.len ? study(&s, err) : tell_nothing(&s, err);
	vec_release(&s.queue);
	vec_release(&s.later);
	vec_release(&s.graded);
	vec_release(&s.hinted);
	return ok;
}

const struct cmd cards_review = {
	.name = "review",
	.summary = N_("Study what is due, with FSRS"),
	.opts = options,
	.details =
		N_("Space shows the answer, 1 to 4 say how well it was known: again, hard, good, "
		   "easy. "
		   "h gives a hint, e edits, s suspends, u takes the last grade back, q ends. Each "
		   "grade is "
		   "kept at once."),
	.examples = (const char *const[]){"blokctl cards review", N_("all that is due"),
		"blokctl cards review --deck chapter --drafts --new 10",
		N_("look through new cards while learning them"), NULL},
	.needs = NEEDS_STORE,
	.run = run,
};
