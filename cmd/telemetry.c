#include "cmd/telemetry.h"

#include "cmd/ai.h"
#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/config/config.h"
#include "core/telemetry/metrics.h"

bool telemetry_metrics(struct app *app, struct str *out, struct err *err)
{
	struct metrics m = {.store = app->store};
	struct quota_limits defaults;
	struct ai_period period;
	struct ai *ai;
	bool ok;

	if (!ai_command_open(app, &ai, err))
		return false;
	m.store = app->store;
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

void telemetry_after_run(struct app *app, const char *metrics_file)
{
	struct err err = {0};

	if (!metrics_file && app->config)
		metrics_file = config_text(app->config, "telemetry.metrics_file", NULL);
	if (metrics_file && app->store && !write_metrics(app, metrics_file, &err))
		app_warn(app, "%s", err.message);
}
