#include "cmd/cards.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/config/config.h"
#include "core/term/format.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the zone of this machine ---- */

static const char *local_zone(struct app *app)
{
	const char *tz = getenv("TZ"), *at;
	char path[PATH_MAX];
	ssize_t len;

	if (tz && *tz)
		return tz + (*tz == ':');
	len = readlink("/etc/localtime", path, sizeof path - 1);
	if (len <= 0)
		return "UTC";
	path[len] = '\0';
	at = strstr(path, "zoneinfo/");
	return at ? arena_strdup(&app->arena, at + strlen("zoneinfo/")) : "UTC";
}

/* One that is configured has to be there; a strange TZ is no reason not to learn. */
static bool open_zone(struct app *app, struct zone **ret, struct err *err)
{
	const char *name = config_text(app->config, "cards.timezone", NULL);
	struct err ignored;

	if (name)
		return zone_open(name, ret, err) || err_wrap(err, "cards.timezone");
	if (!zone_open(local_zone(app), ret, &ignored))
		*ret = NULL;
	return true;
}

/* ---- numbers ---- */

static bool read_retention(const struct config *c, struct schedule *s, struct err *err)
{
	const char *text = config_text(c, "cards.retention", "0.9");
	char *end = NULL;

	s->retention = strtod(text, &end);
	if (end != text && !*end && s->retention >= 0.7 && s->retention <= 0.99)
		return true;
	return err_set(
		err, ERR_INPUT, "cards.retention wants a number from 0.7 to 0.99, not '%s'", text);
}

static bool read_parameters(const struct config *c, struct schedule *s, struct err *err)
{
	const char *text = config_text(c, "cards.parameters", NULL);
	double w[FSRS_PARAMETERS + 1];
	struct fsrs f;
	size_t len = 0;

	if (!text || !*text)
		return true;
	while (*text && len <= FSRS_PARAMETERS) {
		char *end;

		w[len] = strtod(text, &end);
		if (end == text)
			return err_set(err, ERR_INPUT, "cards.parameters: '%s' is no number", text);
		len++;
		for (text = end; *text == ' ' || *text == ','; text++)
			;
	}
	if (!fsrs_init(&f, w, len, err))
		return err_wrap(err, "cards.parameters");
	schedule_set_fsrs(s, &f);
	return true;
}

static bool read_steps(
	const struct config *c, const char *key, int64_t *steps, size_t *len, struct err *err)
{
	const char *text = config_text(c, key, NULL);

	if (!text || schedule_parse_steps(text, steps, len))
		return true;
	err_set(err, ERR_INPUT, "%s wants times like '1m 10m', not '%s'", key, text);
	return err_hint(err, "s, m, h and d; at most %d of them", SCHEDULE_STEPS_MAX);
}

static bool read_all(struct app *app, struct schedule *s, struct err *err)
{
	const struct config *c = app->config;
	struct zone *zone = NULL;

	schedule_init(s);
	s->is_fuzzed = config_bool(c, "cards.fuzz", true);
	s->max_interval = config_int(c, "cards.max_interval", 36500);
	s->day.rollover = (int)config_int(c, "cards.rollover", 4);
	if (s->max_interval < 1 || s->max_interval > 36500)
		return err_set(err, ERR_INPUT, "cards.max_interval wants 1 to 36500 days");
	if (s->day.rollover < 0 || s->day.rollover > 23)
		return err_set(err, ERR_INPUT, "cards.rollover wants an hour from 0 to 23");
	if (!read_retention(c, s, err) || !read_parameters(c, s, err) ||
		!read_steps(c, "cards.learning_steps", s->learning, &s->learning_len, err) ||
		!read_steps(c, "cards.relearning_steps", s->relearning, &s->relearning_len, err) ||
		!open_zone(app, &zone, err))
		return false;
	s->day.zone = zone;
	return true;
}

bool cards_schedule(struct app *app, const struct schedule **ret, struct err *err)
{
	static struct schedule schedule;
	static bool is_read;

	if (!is_read) {
		if (!app_load_config(app, err) || !read_all(app, &schedule, err))
			return false;
		is_read = true;
	}
	*ret = &schedule;
	return true;
}

/* ---- showing ---- */

void cards_due_text(const struct schedule *s, const struct card_memory *m, struct str *out)
{
	int64_t now = clock_now_ms(), today = schedule_day_of(&s->day, now), days;
	char text[FORMAT_MAX];

	if (m->is_suspended)
		str_add(out, tr("suspended"));
	else if (m->state == CARD_NEW)
		str_add(out, tr("new"));
	else if (m->state != CARD_REVIEW) {
		format_duration(text, m->due_ms > now ? m->due_ms - now : 0);
		if (m->due_ms > now)
			str_addf(out, tr("in %s"), text);
		else
			str_add(out, tr("now"));
	} else {
		days = m->due_day - today;
		if (days == 0)
			str_add(out, tr("today"));
		else if (days > 0)
			str_addf(out, tr_n("in %lld day", "in %lld days", (unsigned long long)days),
				(long long)days);
		else
			str_addf(out,
				tr_n("%lld day ago", "%lld days ago", (unsigned long long)-days),
				(long long)-days);
	}
}

cJSON *cards_memory_json(const struct schedule *s, const struct card *c)
{
	static const char *const states[] = {"new", "learning", "review", "relearning"};
	const struct card_memory *m = &c->memory;
	double recall = schedule_recall(s, m, clock_now_ms());
	char at[CLOCK_ISO_MAX];
	cJSON *json = json_new_object();
	int64_t due = m->state == CARD_NEW      ? 0
		      : m->state == CARD_REVIEW ? schedule_day_begins(&s->day, m->due_day)
						: m->due_ms;

	json_set_number(json, "ord", c->ord);
	json_set_string(json, "state", states[m->state]);
	clock_format_iso(due, at);
	json_add_take(json, "due_at", due ? json_new_string(at) : json_new_null());
	json_add_take(json, "stability",
		m->stability > 0 ? json_new_number(m->stability) : json_new_null());
	json_add_take(json, "difficulty",
		m->difficulty > 0 ? json_new_number(m->difficulty) : json_new_null());
	json_add_take(json, "recall", recall >= 0 ? json_new_number(recall) : json_new_null());
	json_set_number(json, "interval_days", (double)m->interval);
	json_set_number(json, "reps", m->reps);
	json_set_number(json, "lapses", m->lapses);
	json_set_bool(json, "suspended", m->is_suspended);
	return json;
}
