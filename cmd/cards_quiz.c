#include "cmd/cards.h"
#include "cmd/keys.h"
#include "cmd/output.h"
#include "cmd/signals.h"
#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/tr.h"
#include "core/cards/quiz.h"
#include "core/store/reviews.h"
#include "core/term/format.h"
#include "core/term/table.h"
#include "core/term/width.h"
#include "core/text/sentence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long long limit = 20, box_ms = 300000, card_ms = 20000;
static bool choice, typed, count, history, drafts;

static const struct opt options[] = {
	CARDS_DECK_OPTION,
	{.name = "limit",
		.letter = 'n',
		.kind = OPT_INT,
		.value = &limit,
		.arg = "count",
		.help = N_("at most so many questions (default 20)"),
		.min = 1,
		.max = 100000},
	{.name = "time",
		.letter = 't',
		.kind = OPT_DURATION,
		.value = &box_ms,
		.arg = "duration",
		.help = N_("for all of it (default 5m), 0: no limit")},
	{.name = "per-card",
		.kind = OPT_DURATION,
		.value = &card_ms,
		.arg = "duration",
		.help = N_("for each question (default 20s), 0: no limit")},
	{.name = "choice",
		.kind = OPT_FLAG,
		.value = &choice,
		.help = N_("choose among four answers")},
	{.name = "typed",
		.kind = OPT_FLAG,
		.value = &typed,
		.help = N_("type every answer; otherwise long ones are chosen")},
	{.name = "drafts",
		.kind = OPT_FLAG,
		.value = &drafts,
		.help = N_("ask cards of drafts, too")},
	{.name = "count",
		.kind = OPT_FLAG,
		.value = &count,
		.help = N_(
			"answers count as reviews: right is good, close is hard, wrong is again")},
	{.name = "history",
		.kind = OPT_FLAG,
		.value = &history,
		.help = N_("show what earlier ones gave")},
	{0},
};

/* Longer answers are chosen unless the user wants to type. */
#define TYPED_WORDS_MAX 6

struct question {
	struct card card;
	struct card_face face;
	const char *deck;
	double recall; /* below 0: never reviewed */
	const char *given;
	enum quiz_verdict verdict;
	int64_t took_ms;
	bool is_asked, is_late;
};

struct quiz {
	struct app *app;
	const struct schedule *schedule;
	VEC(struct question) list;
	struct quiz_pool pool;
	struct card_session row;
	int64_t deadline_us, streak;
	bool is_terminal, stop;
};

/* ---- the questions ---- */

static bool add_note(void *self, const struct note *n, struct err *err)
{
	struct quiz *z = self;
	struct question q = {.deck = arena_strdup(&z->app->arena, n->deck)};
	struct note kept = *n;

	(void)err;
	q.card.note = n->id;
	note_keep(&z->app->arena, &kept);
	for (int ord = 0; ord < (n->cloze ? card_cloze_count(n->cloze) : 1); ord++) {
		card_face_of(&z->app->arena, &kept, ord, &q.face);
		if (!*q.face.answer)
			continue;
		q.card.ord = ord;
		vec_push(&z->list, q);
		vec_push(&z->pool.answers, q.face.answer);
		vec_push(&z->pool.kinds, q.face.kind);
	}
	return true;
}

/* The memory of each, for the order and for --count. */
static bool add_memories(struct quiz *z, struct err *err)
{
	int64_t now = clock_now_ms();
	struct note_record r = {0};
	bool found = false;
	size_t kept = 0;

	for (size_t i = 0; i < z->list.len; i++) {
		struct question *q = &z->list.at[i];

		if ((i == 0 || r.note.id != q->card.note) &&
			!notes_get(z->app->store, &z->app->arena, q->card.note, &r, &found, err))
			return false;
		for (size_t k = 0; k < r.cards_len; k++)
			if (r.cards[k].ord == q->card.ord && !r.cards[k].memory.is_suspended) {
				q->card = r.cards[k];
				q->recall = schedule_recall(z->schedule, &q->card.memory, now);
				z->list.at[kept++] = *q;
				break;
			}
	}
	z->list.len = kept;
	return true;
}

/* The weakest first; those never seen are the weakest of all. */
static int by_recall(const void *a, const void *b)
{
	const struct question *x = a, *y = b;

	if (x->recall != y->recall)
		return x->recall < y->recall ? -1 : 1;
	return x->card.id < y->card.id ? -1 : x->card.id > y->card.id;
}

static bool collect(struct quiz *z, struct err *err)
{
	struct note_filter f = {.deck = cards_choice.deck,
		.status = 1U << NOTE_APPROVED | (drafts ? 1U << NOTE_DRAFT : 0)};

	if (!notes_each(z->app->store, &f, add_note, z, err) || !add_memories(z, err))
		return false;
	if (z->list.len)
		qsort(z->list.at, z->list.len, sizeof *z->list.at, by_recall);
	if (z->list.len > (size_t)limit)
		z->list.len = (size_t)limit;
	return true;
}

/* ---- asking ---- */

/* Of a choice, "  1  ". */
#define CHOICE_INDENT 5

/* Beside the JSON, where there is one. */
static void say(struct quiz *z, enum term_role role, const char *text)
{
	const struct term *t = z->app->json ? &z->app->err : &z->app->out;
	struct str out = {0}, plain = {0}, wrapped = {0};
	size_t indent = *text == ' ' ? CHOICE_INDENT : 0;

	text_escape(&plain, text, strlen(text), ESCAPE_LINES);
	if (t->width > 20) {
		str_add_bytes(&wrapped, str_text(&plain), indent);
		text_wrap(&wrapped, str_text(&plain) + indent, (size_t)t->width - indent, indent);
	}
	term_styled(t, &out, role, str_text(t->width > 20 ? &wrapped : &plain));
	str_add_char(&out, '\n');
	app_put(z->app, t, &out);
	str_release(&out);
	str_release(&plain);
	str_release(&wrapped);
}

/* A line of the terminal, or of a file that is read in place of one. */
static int read_line(struct quiz *z, struct str *line, int64_t deadline_us)
{
	int c;

	app_flush(z->app);
	if (z->is_terminal)
		return keys_line(line, deadline_us);
	while ((c = getchar()) != EOF && c != '\n')
		str_add_char(line, (char)c);
	return c == EOF && !line->len ? KEY_END : '\n';
}

static int64_t deadline_of(const struct quiz *z)
{
	int64_t own = card_ms ? clock_mono_us() + card_ms * 1000 : 0;

	if (!z->deadline_us)
		return own;
	return !own || own > z->deadline_us ? z->deadline_us : own;
}

static void show_choices(struct quiz *z, const struct quiz_choice *c)
{
	struct str line = {0};

	for (int i = 0; i < c->len; i++) {
		str_clear(&line);
		str_addf(&line, "  %d  %s", i + 1, c->at[i]);
		say(z, ROLE_PLAIN, str_text(&line));
	}
	str_release(&line);
}

static bool is_chosen(const struct quiz *z, const struct question *q)
{
	if (typed || choice)
		return choice;
	return z->pool.answers.len >= QUIZ_CHOICES &&
	       text_count_words(q->face.answer, strlen(q->face.answer)) > TYPED_WORDS_MAX;
}

static void judge(struct quiz *z, struct question *q, const char *line, const struct quiz_choice *c)
{
	char *end = NULL;
	long place = strtol(line, &end, 10);

	if (c->len && end != line && !*end && place >= 1 && place <= c->len) {
		q->verdict = place - 1 == c->right ? QUIZ_RIGHT : QUIZ_WRONG;
		q->given = c->at[place - 1];
	} else {
		q->verdict = quiz_judge(line, q->face.answer);
		q->given = arena_strdup(&z->app->arena, line);
	}
}

static void tell(struct quiz *z, const struct question *q)
{
	struct str line = {0};

	if (q->verdict == QUIZ_RIGHT)
		str_addf(&line,
			tr_n("right, %lld point%s", "right, %lld points%s",
				(unsigned long long)z->row.points),
			(long long)z->row.points, z->streak > 2 ? tr(", and a streak") : "");
	else
		str_addf(&line, "%s: %s",
			q->is_late                 ? tr("too late")
			: q->verdict == QUIZ_CLOSE ? tr("close")
						   : tr("no"),
			q->face.answer);
	say(z,
		q->verdict == QUIZ_RIGHT   ? ROLE_GOOD
		: q->verdict == QUIZ_CLOSE ? ROLE_WARNING
					   : ROLE_ERROR,
		str_text(&line));
	str_release(&line);
}

static bool keep(struct quiz *z, const struct question *q, struct err *err)
{
	int64_t now = clock_now_ms();
	int rating = q->verdict == QUIZ_RIGHT ? 3 : q->verdict == QUIZ_CLOSE ? 2 : 1;
	struct review r = {.card = q->card.id,
		.session = z->row.id,
		.kind = REVIEW_QUIZ,
		.at_ms = now,
		.day = schedule_day_of(&z->schedule->day, now),
		.rating = rating,
		.duration_ms = q->took_ms,
		.before = q->card.memory,
		.algorithm = FSRS_ALGORITHM,
		.params = z->schedule->params};

	if (!count)
		return true;
	r.after = schedule_answer(z->schedule, q->card.id, &q->card.memory, rating, now);
	return reviews_add(z->app->store, &r, err);
}

static void score(struct quiz *z, struct question *q)
{
	z->row.asked++;
	z->row.correct += q->verdict == QUIZ_RIGHT;
	z->streak = q->verdict == QUIZ_RIGHT ? z->streak + 1 : 0;
	z->row.streak = z->streak > z->row.streak ? z->streak : z->row.streak;
	z->row.points += quiz_points(q->verdict, q->took_ms, card_ms, z->streak);
}

static bool ask(struct quiz *z, size_t at, struct err *err)
{
	struct question *q = &z->list.at[at];
	struct quiz_choice c = {0};
	struct str line = {0}, head = {0};
	int64_t begun = clock_mono_us();
	int key;

	str_addf(&head, "\n%zu/%zu  %s", at + 1, z->list.len, q->deck);
	say(z, ROLE_FAINT, str_text(&head));
	say(z, ROLE_STRONG, q->face.question);
	if (is_chosen(z, q)) {
		quiz_choices(&z->pool, q->face.answer, q->face.kind,
			(uint64_t)q->card.id + (uint64_t)z->row.started_at, &c);
		show_choices(z, &c);
	}
	key = read_line(z, &line, deadline_of(z));
	str_release(&head);
	if (key == KEY_END || key == KEY_SIGNAL) {
		z->stop = true;
		str_release(&line);
		return true;
	}
	q->is_asked = true;
	q->is_late = key == KEY_TIMEOUT;
	q->took_ms = (clock_mono_us() - begun) / 1000;
	if (q->is_late)
		q->verdict = QUIZ_WRONG;
	else
		judge(z, q, str_text(&line), &c);
	str_release(&line);
	score(z, q);
	tell(z, q);
	return keep(z, q, err);
}

/* ---- results ---- */

static void print_results(struct quiz *z)
{
	static const struct column columns[] = {{"", COLUMN_TEXT}, {N_("QUESTION"), COLUMN_WIDE},
		{N_("YOURS"), COLUMN_WIDE}, {N_("ANSWER"), COLUMN_WIDE},
		{N_("TIME"), COLUMN_NUMBER}, {0}};
	static const enum term_role roles[] = {ROLE_ERROR, ROLE_WARNING, ROLE_GOOD};
	static const char *const words[] = {N_("wrong"), N_("close"), N_("right")};
	struct table t;
	char took[FORMAT_MAX];

	table_init(&t, columns);
	for (size_t i = 0; i < z->list.len; i++) {
		const struct question *q = &z->list.at[i];

		if (!q->is_asked)
			continue;
		format_duration(took, q->took_ms);
		table_add_styled(
			&t, roles[q->verdict], tr(q->is_late ? N_("late") : words[q->verdict]));
		table_add(&t, q->face.question);
		table_add(&t, q->given);
		table_add(&t, q->face.answer);
		table_add(&t, took);
	}
	app_print(z->app, "\n");
	app_print_table(z->app, &t);
	app_print(z->app, tr("\n%lld of %lld right, %lld points, best streak %lld%s\n"),
		(long long)z->row.correct, (long long)z->row.asked, (long long)z->row.points,
		(long long)z->row.streak,
		count ? tr("; counted as reviews") : tr("; the schedule is as it was"));
	table_release(&t);
}

static cJSON *session_json(const struct card_session *c)
{
	cJSON *json = json_new_object();
	char at[CLOCK_ISO_MAX];

	clock_format_iso(c->started_at, at);
	json_add_take(json, "started_at",
		c->started_at ? json_new_string(at) : json_new_null()); /* nothing was asked */
	json_add_take(json, "deck", c->deck ? json_new_string(c->deck) : json_new_null());
	json_set_number(json, "asked", (double)c->asked);
	json_set_number(json, "right", (double)c->correct);
	json_set_number(json, "points", (double)c->points);
	json_set_number(json, "best_streak", (double)c->streak);
	json_set_number(json, "duration_ms", (double)(c->ended_at - c->started_at));
	return json;
}

static void print_json(struct quiz *z)
{
	static const char *const words[] = {"wrong", "close", "right"};
	cJSON *json = session_json(&z->row), *list = json_new_array();

	for (size_t i = 0; i < z->list.len; i++) {
		const struct question *q = &z->list.at[i];
		cJSON *one = json_new_object();

		if (q->is_asked) {
			json_set_string(one, "question", q->face.question);
			json_set_string(one, "answer", q->face.answer);
			json_add_take(one, "given",
				q->given ? json_new_string(q->given) : json_new_null());
			json_set_string(one, "verdict", q->is_late ? "late" : words[q->verdict]);
			json_set_number(one, "duration_ms", (double)q->took_ms);
			json_append_take(list, one);
		} else {
			json_free(one);
		}
	}
	json_add_take(json, "questions", list);
	json_set_bool(json, "counted", count);
	app_json(z->app, json);
	json_free(json);
}

/* ---- history ---- */

struct past {
	struct table table;
	cJSON *list;
	size_t len;
	int64_t now;
};

static bool add_past(void *self, const struct card_session *c, struct err *err)
{
	struct past *p = self;
	char age[FORMAT_MAX];

	(void)err;
	p->len++;
	if (p->list) {
		json_append_take(p->list, session_json(c));
		return true;
	}
	format_age(age, c->started_at, p->now);
	table_add(&p->table, age);
	table_add(&p->table, c->deck);
	table_addf(&p->table, "%lld/%lld", (long long)c->correct, (long long)c->asked);
	table_addf(&p->table, "%lld", (long long)c->points);
	table_addf(&p->table, "%lld", (long long)c->streak);
	return true;
}

static bool show_history(struct app *app, struct err *err)
{
	static const struct column columns[] = {{N_("WHEN"), COLUMN_TEXT},
		{N_("DECK"), COLUMN_WIDE}, {N_("RIGHT"), COLUMN_NUMBER},
		{N_("POINTS"), COLUMN_NUMBER}, {N_("STREAK"), COLUMN_NUMBER}, {0}};
	struct past p = {.list = app->json ? json_new_array() : NULL, .now = clock_wall_ms()};
	cJSON *json;
	bool ok;

	table_init(&p.table, columns);
	ok = sessions_each(app->store, "quiz", limit, add_past, &p, err);
	if (ok && app->json) {
		json = json_new_object();
		json_add_take(json, "quizzes", p.list);
		p.list = NULL;
		app_json(app, json);
		json_free(json);
	} else if (ok && p.len) {
		app_print_table(app, &p.table);
	} else if (ok) {
		app_note(app, tr("no quiz yet"));
	}
	json_free(p.list);
	table_release(&p.table);
	return ok;
}

/* ---- the command ---- */

static bool play(struct quiz *z, struct err *err)
{
	bool ok;

	z->row = (struct card_session){
		.type = "quiz", .deck = cards_choice.deck, .started_at = clock_wall_ms()};
	z->is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	if (z->is_terminal && !keys_open(err))
		return false;
	z->deadline_us = box_ms ? clock_mono_us() + box_ms * 1000 : 0;
	ok = sessions_open(z->app->store, &z->row, &z->row.id, err);
	for (size_t i = 0; ok && !z->stop && i < z->list.len; i++) {
		if (z->deadline_us && clock_mono_us() >= z->deadline_us)
			break;
		ok = ask(z, i, err);
	}
	z->row.ended_at = clock_wall_ms();
	ok = ok && sessions_close(z->app->store, &z->row, err);
	keys_close();
	if (ok && z->app->json)
		print_json(z);
	else if (ok && z->row.asked)
		print_results(z);
	return ok && (!signals_received || signals_error(err, "interrupted"));
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct quiz z = {.app = app};
	bool ok;

	(void)argc, (void)argv;
	if (history)
		return show_history(app, err);
	if (choice && typed)
		return err_set(err, ERR_USAGE, "--choice and --typed exclude each other");
	ok = cards_deck_is_there(app, err) && cards_schedule(app, &z.schedule, err) &&
	     collect(&z, err);
	if (ok && !z.list.len) {
		app_note(app, tr("there is nothing to ask; 'blokctl cards approve' takes drafts"));
		if (app->json)
			print_json(&z);
	} else if (ok) {
		ok = play(&z, err);
	}
	vec_release(&z.list);
	quiz_pool_release(&z.pool);
	return ok;
}

const struct cmd cards_quiz = {
	.name = "quiz",
	.summary = N_("A timed quiz, the weakest cards first"),
	.opts = options,
	.details = N_("Answers are typed, and slips forgiven, or chosen among four. The schedule "
		      "stays as it "
		      "is unless --count. Answers can come from a file or pipe, a line each."),
	.examples = (const char *const[]){"blokctl cards quiz --deck chapter --time 3m",
		N_("against the clock"), "blokctl cards quiz --history",
		N_("what earlier ones gave"), NULL},
	.needs = NEEDS_STORE,
	.run = run,
};
