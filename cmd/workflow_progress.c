#include "cmd/output.h"
#include "cmd/workflow.h"
#include "cmd/workflow_stored.h"

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/tr.h"
#include "core/term/format.h"
#include "core/term/width.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What a run shows on stderr while it goes on.  On a terminal finished steps
 * scroll up and the running ones are redrawn below; elsewhere, and with
 * CI=true, a line per finished step. */

#define REDRAW_US 100000  /* at most ten times a second */
#define FLUSH_US 50000    /* lines to a file or pipe go out in bundles */
#define MAX_LIVE 8        /* running steps shown at once */
#define ITEMS_SHOWN 20    /* of one loop; more are only counted */

struct live {
	char *path;
	int64_t started_us;
	size_t done; /* children that have ended, of a container */
	int64_t wake_at; /* of a wait: when it ends; 0: none */
	bool container;
};

struct progress_view {
	struct app *app;
	bool redraw, clock;
	VEC(struct live) live;
	struct str out;
	size_t drawn; /* live lines on the screen */
	int64_t last_us;
	pthread_t ticker;
	pthread_mutex_t mutex;
	atomic_bool stop;
};

static void put(struct progress_view *v)
{
	const char *p;
	size_t left;

	redact_shown(&v->app->secrets.redactor, &v->out);
	p = str_text(&v->out);
	left = v->out.len;
	while (left) {
		ssize_t n = write(STDERR_FILENO, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		p += n;
		left -= (size_t)n;
	}
	str_clear(&v->out);
	v->last_us = clock_mono_us();
}

static void erase(struct progress_view *v)
{
	for (; v->drawn; v->drawn--)
		str_add(&v->out, "\x1b[1A\x1b[2K");
}

static int depth_of(const char *path)
{
	int depth = 0;

	for (; *path; path++)
		depth += *path == '/';
	return depth;
}

static void add_clean(struct str *out, const char *text, size_t len)
{
	text_escape(out, text, len, ESCAPE_ALL);
}

/* The last part of a path, with the item it belongs to: "[3] check". */
static void add_leaf(struct str *out, const char *path)
{
	const char *slash = strrchr(path, '/'), *bracket = slash;

	if (slash && slash > path && slash[-1] == ']') {
		while (bracket > path && *bracket != '[')
			bracket--;
		add_clean(out, bracket, (size_t)(slash - bracket));
		str_add_char(out, ' ');
	}
	path = slash ? slash + 1 : path;
	add_clean(out, path, strlen(path));
}

static void add_time_left(struct str *line, int64_t wake_at)
{
	int64_t left = wake_at - clock_wall_ms();
	char text[FORMAT_MAX];

	/* Whole seconds, the one that runs counted: what is left never shows as nothing. */
	format_duration(text, left > 0 ? (left + 999) / 1000 * 1000 : 0);
	str_addf(line, tr("  %s left"), text);
}

static void draw(struct progress_view *v)
{
	size_t first = v->live.len > MAX_LIVE ? v->live.len - MAX_LIVE : 0;

	for (size_t i = first; i < v->live.len; i++) {
		const struct live *l = &v->live.at[i];
		struct str line = {0};
		char took[FORMAT_MAX];

		format_duration(took, (clock_mono_us() - l->started_us) / 1000);
		width_pad(&line, (size_t)depth_of(l->path) * 2);
		str_add(&line, v->app->err.unicode ? "\u25b8 " : "> ");
		add_leaf(&line, l->path);
		if (l->wake_at)
			add_time_left(&line, l->wake_at);
		else
			str_addf(&line, "  %s", took);
		if (l->done)
			str_addf(&line, tr("  %zu done"), l->done);
		term_begin(&v->app->err, &v->out, ROLE_FAINT);
		width_cut(&v->out, str_text(&line), (size_t)(v->app->err.width - 1),
			v->app->err.unicode);
		term_end(&v->app->err, &v->out, ROLE_FAINT);
		str_add_char(&v->out, '\n');
		v->drawn++;
		str_release(&line);
	}
}

static void refresh(struct progress_view *v)
{
	erase(v);
	draw(v);
	put(v);
}

static void add_time(struct progress_view *v)
{
	int64_t now = clock_wall_ms() / 1000;
	time_t seconds = (time_t)now;
	struct tm tm;

	if (v->clock && gmtime_r(&seconds, &tm))
		str_addf(&v->out, "%02d:%02d:%02dZ ", tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* "completed" */
#define WORD_WIDTH 9

static const char *word_of(const struct run_event *e)
{
	if (e->kind == EVENT_STEP_RETRIED)
		return "retry";
	if (e->kind == EVENT_STEP_WAITING)
		return "waiting";
	return e->cached ? "cached" : step_status_name(e->status);
}

static void add_word(struct progress_view *v, const char *word)
{
	size_t width = width_of(word, strlen(word));

	str_add(&v->out, word);
	width_pad(&v->out, width < WORD_WIDTH ? WORD_WIDTH - width + 1 : 1);
}

static const char *sign_of(const struct progress_view *v, const struct run_event *e)
{
	bool unicode = v->app->err.unicode;

	if (e->kind == EVENT_STEP_RETRIED)
		return unicode ? "\u21bb" : "~";
	if (e->kind == EVENT_STEP_WAITING)
		return unicode ? "\u23f3" : ".";
	switch (e->status) {
	case STEP_COMPLETED: return unicode ? "\u2713" : "+";
	case STEP_FAILED: return unicode ? "\u2717" : "x";
	default: return "-";
	}
}

static enum term_role role_of(const struct run_event *e)
{
	if (e->kind != EVENT_STEP_ENDED)
		return ROLE_WARNING;
	return e->status == STEP_COMPLETED ? ROLE_GOOD
		: e->status == STEP_FAILED ? ROLE_ERROR
					   : ROLE_FAINT;
}

static void add_detail(struct progress_view *v, const struct run_event *e)
{
	struct str text = {0};

	if (e->failure && e->failure->message) {
		str_add(&text, "  ");
		add_clean(&text, e->failure->message, strlen(e->failure->message));
	}
	if (e->kind == EVENT_STEP_RETRIED) {
		char delay[FORMAT_MAX];

		format_duration(delay, e->delay_ms);
		str_addf(&text, tr("  (attempt %d, again in %s)"), e->attempt, delay);
	}
	if (e->kind == EVENT_STEP_WAITING) {
		char iso[CLOCK_ISO_MAX];

		clock_format_iso(e->wake_at, iso);
		str_addf(&text, tr("  until %s"), iso);
	}
	if (e->attempt > 1 && e->kind == EVENT_STEP_ENDED)
		str_addf(&text, tr("  (attempt %d)"), e->attempt);
	str_add(&v->out, str_text(&text));
	str_release(&text);
}

static void add_line(struct progress_view *v, const struct run_event *e)
{
	char took[FORMAT_MAX];

	format_duration(took, e->duration_us / 1000);
	if (v->redraw) {
		width_pad(&v->out, (size_t)depth_of(e->path) * 2);
		term_styled(&v->app->err, &v->out, role_of(e), sign_of(v, e));
		str_add_char(&v->out, ' ');
		add_leaf(&v->out, e->path);
		str_add(&v->out, "  ");
		term_styled(&v->app->err, &v->out, ROLE_FAINT, took);
	} else {
		add_time(v);
		add_word(v, stored_status_text(word_of(e)));
		add_clean(&v->out, e->path, strlen(e->path));
		str_addf(&v->out, "  %s", took);
	}
	add_detail(v, e);
	str_add_char(&v->out, '\n');
}

static bool is_container(const struct step *step)
{
	return step->kind != STEP_NODE && step->kind != STEP_WAIT;
}

static struct live *find(struct progress_view *v, const char *path, size_t len)
{
	for (size_t i = v->live.len; i > 0; i--) {
		struct live *l = &v->live.at[i - 1];

		if (strlen(l->path) == len && memcmp(l->path, path, len) == 0)
			return l;
	}
	return NULL;
}

/* The live container a path belongs to: "items[3]/check" to "items". */
static struct live *parent_of(struct progress_view *v, const char *path)
{
	size_t len = strlen(path);

	while (len) {
		struct live *l;

		while (len && path[len - 1] != '/')
			len--;
		if (!len)
			return NULL;
		len--;
		if (len && path[len - 1] == ']')
			while (len && path[--len] != '[')
				;
		l = find(v, path, len);
		if (l)
			return l;
	}
	return NULL;
}

static void step_started(struct progress_view *v, const struct run_event *e)
{
	struct live l = {.path = mem_strdup(e->path), .started_us = clock_mono_us(),
		.container = is_container(e->step)};

	vec_push(&v->live, l);
}

static void step_ended(struct progress_view *v, const struct run_event *e)
{
	struct live *own = find(v, e->path, strlen(e->path)), *parent = parent_of(v, e->path);
	size_t index;

	/* A loop over many items would scroll everything else away. */
	if (!v->redraw || !parent || parent->done < ITEMS_SHOWN || e->status == STEP_FAILED)
		add_line(v, e);
	if (parent)
		parent->done++;
	if (!own)
		return;
	index = (size_t)(own - v->live.at);
	free(own->path);
	memmove(own, own + 1, (v->live.len - index - 1) * sizeof *own);
	v->live.len--;
}

static void step_waits(struct progress_view *v, const struct run_event *e)
{
	struct live *own = find(v, e->path, strlen(e->path));

	add_line(v, e);
	if (own)
		own->wake_at = e->wake_at;
}

static void log_line(struct progress_view *v, const struct run_event *e)
{
	enum term_role role = str_eq(e->level, "error") ? ROLE_ERROR
		: str_eq(e->level, "warn")              ? ROLE_WARNING
							: ROLE_PLAIN;
	struct str text = {0}, raw = {0};

	if (str_eq(e->level, "debug") && !v->app->verbose)
		return;
	str_add(&raw, e->message);
	if (e->attrs) {
		str_add_char(&raw, ' ');
		json_print(&raw, e->attrs, JSON_COMPACT);
	}
	add_clean(&text, str_text(&raw), raw.len);
	if (v->redraw)
		width_pad(&v->out, (size_t)depth_of(e->path) * 2 + 2);
	else
		add_time(v);
	str_clear(&raw);
	str_addf(&raw, v->redraw ? "%s: " : "%-9s ", e->level);
	if (!v->redraw)
		str_addf(&raw, "%s  ", e->path);
	add_clean(&v->out, str_text(&raw), raw.len);
	term_styled(&v->app->err, &v->out, role, str_text(&text));
	str_add_char(&v->out, '\n');
	str_release(&text);
	str_release(&raw);
}

static void on_event(void *self, const struct run_event *e)
{
	struct progress_view *v = self;
	bool due;

	if (e->replayed)
		return;
	pthread_mutex_lock(&v->mutex);
	due = clock_mono_us() - v->last_us >= (v->redraw ? REDRAW_US : FLUSH_US);
	if (v->redraw && v->drawn && (due || e->kind == EVENT_LOG || e->kind == EVENT_STEP_ENDED))
		erase(v);
	switch (e->kind) {
	case EVENT_STEP_STARTED:
		/* only the live lines and the counts of a terminal need it */
		if (v->redraw)
			step_started(v, e);
		break;
	case EVENT_STEP_ENDED: step_ended(v, e); break;
	case EVENT_STEP_WAITING: step_waits(v, e); break;
	case EVENT_STEP_RETRIED: add_line(v, e); break;
	case EVENT_LOG: log_line(v, e); break;
	default: break;
	}
	if (due && v->redraw)
		refresh(v);
	else if (due)
		put(v);
	pthread_mutex_unlock(&v->mutex);
}

/* Durations go on counting while a step is silent. */
static void *tick(void *self)
{
	struct progress_view *v = self;
	const struct timespec pause = {.tv_nsec = REDRAW_US * 1000L};

	while (!atomic_load(&v->stop)) {
		nanosleep(&pause, NULL);
		pthread_mutex_lock(&v->mutex);
		if (!atomic_load(&v->stop))
			refresh(v);
		pthread_mutex_unlock(&v->mutex);
	}
	return NULL;
}

struct progress_view *progress_view_new(struct app *app)
{
	struct progress_view *v = mem_alloc(sizeof *v);
	bool ci = str_eq(getenv("CI"), "true");

	v->app = app;
	v->redraw = app->err.is_tty && !ci && app->err.width > 20 && !str_eq(getenv("TERM"), "dumb");
	v->clock = ci;
	v->last_us = clock_mono_us();
	pthread_mutex_init(&v->mutex, NULL);
	if (v->redraw && pthread_create(&v->ticker, NULL, tick, v) != 0)
		v->redraw = false;
	return v;
}

struct run_sink progress_view_sink(struct progress_view *v)
{
	return (struct run_sink){on_event, v};
}

void progress_view_free(struct progress_view *v)
{
	if (!v)
		return;
	atomic_store(&v->stop, true);
	if (v->redraw)
		pthread_join(v->ticker, NULL);
	erase(v);
	put(v);
	for (size_t i = 0; i < v->live.len; i++)
		free(v->live.at[i].path);
	vec_release(&v->live);
	str_release(&v->out);
	pthread_mutex_destroy(&v->mutex);
	free(v);
}
