#include "cmd/cards.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/store/reviews.h"
#include "core/term/chart.h"
#include "core/term/format.h"

#include <stdio.h>
#include <string.h>

static long long days = 30;

#define FORECAST_DAYS 14

static const struct opt options[] = {
	CARDS_DECK_OPTION,
	{.name = "days",
		.letter = 'n',
		.kind = OPT_INT,
		.value = &days,
		.arg = "count",
		.help = N_("look back so many (default 30)"),
		.min = 1,
		.max = 36500},
	{0},
};

struct figures {
	struct deck_count all;
	struct review_totals totals;
	int64_t forecast[FORECAST_DAYS];
	int64_t today;
};

static void add_deck(struct deck_count *all, const struct deck_count *d)
{
	all->notes += d->notes;
	all->drafts += d->drafts;
	all->fresh += d->fresh;
	all->learning += d->learning;
	all->due += d->due;
	all->suspended += d->suspended;
	all->cards += d->cards;
}

static bool is_within(const char *name, const char *deck)
{
	size_t len = deck ? strlen(deck) : 0;

	return !deck ||
	       (strncmp(name, deck, len) == 0 && (!name[len] || strncmp(name + len, "::", 2) == 0));
}

static bool collect(struct app *app, struct figures *f, struct err *err)
{
	const struct schedule *s;
	struct deck_counts counts;
	int64_t now = clock_now_ms();

	if (!cards_schedule(app, &s, err))
		return false;
	f->today = schedule_day_of(&s->day, now);
	if (!decks_count(app->store, &app->arena, f->today, now, &counts, err))
		return false;
	for (size_t i = 0; i < counts.list.len; i++)
		if (is_within(counts.list.at[i].deck, cards_choice.deck))
			add_deck(&f->all, &counts.list.at[i]);
	vec_release(&counts.list);
	return reviews_total(app->store, cards_choice.deck, f->today - days + 1, &f->totals, err) &&
	       cards_forecast(
		       app->store, cards_choice.deck, f->today, f->forecast, FORECAST_DAYS, err);
}

static void print_json(struct app *app, const struct figures *f)
{
	cJSON *json = json_new_object(), *forecast = json_new_array();
	const struct review_totals *t = &f->totals;

	json_add_take(json, "deck",
		cards_choice.deck ? json_new_string(cards_choice.deck) : json_new_null());
	json_set_number(json, "notes", (double)f->all.notes);
	json_set_number(json, "cards", (double)f->all.cards);
	json_set_number(json, "drafts", (double)f->all.drafts);
	json_set_number(json, "new", (double)f->all.fresh);
	json_set_number(json, "learning", (double)f->all.learning);
	json_set_number(json, "due", (double)f->all.due);
	json_set_number(json, "suspended", (double)f->all.suspended);
	json_set_number(json, "days", (double)days);
	json_set_number(json, "reviews", (double)t->reviews);
	json_set_number(json, "learning_reviews", (double)t->learning);
	json_add_take(json, "retention",
		t->reviews ? json_new_number((double)t->passed / (double)t->reviews)
			   : json_new_null());
	json_set_number(json, "duration_ms", (double)t->duration_ms);
	json_set_number(json, "days_studied", (double)t->days);
	for (int i = 0; i < FORECAST_DAYS; i++)
		json_append_take(forecast, json_new_number((double)f->forecast[i]));
	json_add_take(json, "forecast", forecast);
	app_json(app, json);
	json_free(json);
}

static void print_forecast(struct app *app, const struct figures *f)
{
	char names[FORECAST_DAYS][16];
	const char *labels[FORECAST_DAYS];
	double values[FORECAST_DAYS], sum = 0;
	const struct chart_series series = {tr("due"), values, NULL};
	const struct chart chart = {.kind = CHART_BAR,
		.title = tr("cards due by day"),
		.labels = labels,
		.len = FORECAST_DAYS,
		.series = &series,
		.series_len = 1};
	struct str out = {0};

	for (int i = 0; i < FORECAST_DAYS; i++) {
		int64_t year;
		int month, day;

		clock_civil_from_days(f->today + i, &year, &month, &day);
		if (i)
			snprintf(names[i], sizeof names[i], "%02d-%02d", month, day);
		else
			snprintf(names[i], sizeof names[i], "%s", tr("today"));
		labels[i] = names[i];
		values[i] = (double)f->forecast[i];
		sum += values[i];
	}
	if (sum > 0) {
		chart_text(&chart, &app->out, &out);
		app_print(app, "\n");
		app_put(app, &app->out, &out);
	}
	str_release(&out);
}

static void print_text(struct app *app, const struct figures *f)
{
	const struct review_totals *t = &f->totals;
	int64_t reviews = t->reviews + t->learning;
	char spent[FORMAT_MAX];

	format_duration(spent, t->duration_ms);
	app_print(app, tr_n("%lld note, ", "%lld notes, ", (unsigned long long)f->all.notes),
		(long long)f->all.notes);
	app_print(app, tr_n("%lld card", "%lld cards", (unsigned long long)f->all.cards),
		(long long)f->all.cards);
	app_print(app, tr(": %lld new, %lld being learnt now, %lld due, %lld suspended\n"),
		(long long)f->all.fresh, (long long)f->all.learning, (long long)f->all.due,
		(long long)f->all.suspended);
	if (f->all.drafts)
		app_print(app,
			tr_n("%lld draft waits to be looked through\n",
				"%lld drafts wait to be looked through\n",
				(unsigned long long)f->all.drafts),
			(long long)f->all.drafts);
	if (reviews) {
		app_print(app,
			tr_n("last %lld day: ", "last %lld days: ", (unsigned long long)days), days);
		app_print(app,
			tr_n("%lld review on ", "%lld reviews on ", (unsigned long long)reviews),
			(long long)reviews);
		app_print(app, tr_n("%lld day, %s", "%lld days, %s", (unsigned long long)t->days),
			(long long)t->days, spent);
	} else {
		app_print(app,
			tr_n("no reviews in the last %lld day", "no reviews in the last %lld days",
				(unsigned long long)days),
			days);
	}
	if (t->reviews)
		app_print(app, tr("; of what was due %.0f %% was known"),
			100.0 * (double)t->passed / (double)t->reviews);
	app_print(app, "\n");
	print_forecast(app, f);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct figures f = {0};

	(void)argc, (void)argv;
	if (!cards_deck_is_there(app, err) || !collect(app, &f, err))
		return false;
	if (app->json)
		print_json(app, &f);
	else
		print_text(app, &f);
	return true;
}

const struct cmd cards_stats = {
	.name = "stats",
	.summary = N_("How much there is, how well it is kept, what comes"),
	.opts = options,
	.examples = (const char *const[]){"blokctl cards stats --deck chapter", N_("of one deck"),
		NULL},
	.needs = NEEDS_STORE,
	.run = run,
};
