#include "cmd/telemetry.h"

#include "cmd/ai.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/num.h"
#include "core/base/vec.h"
#include "core/config/config.h"
#include "core/store/outbox.h"
#include "core/store/runs.h"
#include "core/telemetry/metrics.h"
#include "core/telemetry/send.h"

#include <stdlib.h>
#include <string.h>

#define TIMEOUT_MS 2000

struct numbers {
	VEC(int64_t) list;
};

bool telemetry_metrics(struct app *app, struct str *out, struct err *err)
{
	struct metrics m = {.store = app->store};
	struct quota_limits defaults;
	struct ai_period period;
	struct ai *ai;
	bool ok;

	if (!ai_command_open(app, &ai, err))
		return false;
	ai_period_at(ai, clock_now_ms(), &period);
	ai_default_limits(ai, &defaults);
	m.period = &period;
	m.defaults = &defaults;
	ok = metrics_render(&m, out, err);
	ai_close(ai);
	return ok;
}

static bool write_metrics(struct app *app, const char *path, struct err *err)
{
	struct str text = {0};
	bool ok = telemetry_metrics(app, &text, err) &&
		  fs_write_atomic(path, str_text(&text), text.len, 0644, err);

	str_release(&text);
	return ok || err_wrap(err, "no metrics were written");
}

/* ---- traces ---- */

/* OpenTelemetry's variables (specification, "OTLP exporter"): the first wins. */
static const char *endpoint(struct app *app)
{
	const char *traces = getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
		   *all = getenv("OTEL_EXPORTER_OTLP_ENDPOINT"),
		   *disabled = getenv("OTEL_SDK_DISABLED"), *set;

	if (disabled && str_eq(disabled, "true"))
		return NULL;
	set = app->config ? config_text(app->config, "telemetry.endpoint", NULL) : NULL;
	if (!set && traces && *traces)
		return traces;
	set = set ? set : all;
	if (!set || !*set)
		return NULL;
	return arena_printf(
		&app->arena, "%s%sv1/traces", set, set[strlen(set) - 1] == '/' ? "" : "/");
}

bool telemetry_traces(struct app *app)
{
	return endpoint(app) != NULL;
}

struct headers {
	VEC(struct http_header) list;
	struct str authorization;
};

/* %XX, as W3C Baggage has values. */
static void decode(char *text)
{
	char *to = text;

	for (; *text; text++) {
		int high = *text == '%' ? num_hex_digit(text[1]) : -1,
		    low = high < 0 ? -1 : num_hex_digit(text[2]);

		if (low >= 0) {
			*to++ = (char)(high * 16 + low);
			text += 2;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
}

/* "name=value,name=value"; what is no header is left out. */
static void add_from_environment(struct app *app, struct headers *h)
{
	const char *text = getenv("OTEL_EXPORTER_OTLP_HEADERS");
	char *pair = arena_strdup(&app->arena, text ? text : ""), *next, *value;

	for (; pair && *pair; pair = next) {
		next = strchr(pair, ',');
		if (next)
			*next++ = '\0';
		value = strchr(pair, '=');
		if (!value)
			continue;
		*value++ = '\0';
		decode(value);
		pair += strspn(pair, " ");
		if (*pair && !strpbrk(pair, "\r\n: ") && !strpbrk(value, "\r\n")) {
			redact_add(&app->secrets.redactor, "OTEL_EXPORTER_OTLP_HEADERS", value);
			vec_push(&h->list, ((struct http_header){pair, value}));
		}
	}
}

static bool add_authorization(struct app *app, struct headers *h, struct err *err)
{
	const cJSON *source =
		app->config ? config_get(app->config, "telemetry.authorization") : NULL;

	if (!source)
		return true;
	if (!secret_fetch(source, &h->authorization, err))
		return err_wrap(err, "telemetry.authorization");
	redact_add(&app->secrets.redactor, "telemetry.authorization", str_text(&h->authorization));
	vec_push(&h->list, ((struct http_header){"authorization", str_text(&h->authorization)}));
	return true;
}

static int64_t timeout(struct app *app)
{
	return app->config ? config_int(app->config, "telemetry.timeout", TIMEOUT_MS) : TIMEOUT_MS;
}

bool telemetry_send(struct app *app, bool now, struct sent *ret, struct err *err)
{
	const char *service = getenv("OTEL_SERVICE_NAME");
	struct collector c = {
		.url = endpoint(app), .service = service && *service ? service : "blokctl"};
	struct headers h = {0};
	bool ok;

	*ret = (struct sent){0};
	if (!c.url) {
		err_set(err, ERR_WORK, "no collector is configured");
		return err_hint(err, "set telemetry.endpoint, or OTEL_EXPORTER_OTLP_ENDPOINT");
	}
	add_from_environment(app, &h);
	ok = app_load_policy(app, err) && add_authorization(app, &h, err);
	if (ok) {
		c.headers = h.list.at;
		c.headers_len = h.list.len;
		c.policy = app->policy;
		c.timeout_ms = timeout(app);
		ok = collector_send(app->store, &c, now, ret, err);
	}
	vec_release(&h.list);
	str_release(&h.authorization);
	return ok;
}

static bool add_child(void *self, const struct run_row *row, struct err *err)
{
	(void)err;
	vec_push(&((struct numbers *)self)->list, row->no);
	return true;
}

/* The run, and those it has started without waiting for them. */
static bool add_runs(struct app *app, const char *run_id, struct err *err)
{
	const struct runs_filter children = {.parent = run_id};
	struct numbers numbers = {0};
	struct run_row row;
	bool ok = runs_find(app->store, &app->arena, run_id, &row, err) &&
		  runs_each(app->store, &children, add_child, &numbers, err) &&
		  outbox_add(app->store, row.no, err);

	for (size_t i = 0; ok && i < numbers.list.len; i++)
		ok = outbox_add(app->store, numbers.list.at[i], err);
	vec_release(&numbers.list);
	return ok;
}

static void tell_collector(struct app *app, const char *run_id)
{
	struct err err = {0};
	struct sent sent;

	app_flush(app); /* who waits for the answer has it */
	if (!add_runs(app, run_id, &err)) {
		app_warn(app, "%s", err.message);
		return;
	}
	if (!telemetry_send(app, false, &sent, &err))
		app_warn(app, "traces wait for the collector: %s", err.message);
	else if (sent.refused)
		app_warn(app, "the collector refuses the trace");
}

/* ---- both ---- */

void telemetry_after_run(struct app *app, const char *run_id, const char *metrics_file)
{
	struct err err = {0};

	if (!app->store)
		return;
	if (!metrics_file && app->config)
		metrics_file = config_text(app->config, "telemetry.metrics_file", NULL);
	if (metrics_file && !write_metrics(app, metrics_file, &err))
		app_warn(app, "%s", err.message);
	if (*run_id && telemetry_traces(app))
		tell_collector(app, run_id);
}
