#include "cmd/doctor.h"

#include "cmd/commands.h"
#include "cmd/output.h"
#include "core/base/tr.h"
#include "core/term/width.h"

#include <stdarg.h>
#include <string.h>

static struct doctor_options given;

static const struct opt options[] = {
	{.name = "repair",
		.kind = OPT_FLAG,
		.value = &given.repair,
		.help = N_("mend what can be mended without losing anything")},
	{.name = "clock",
		.kind = OPT_TEXT,
		.value = &given.clock_url,
		.arg = "url",
		.help = N_("hold the clock against the Date header of this server")},
	{0}};

struct doctor {
	struct app *app;
	cJSON *list; /* {check, status, message, hint} */
	cJSON *last;
	size_t counts[DOCTOR_ERROR + 1];
};

/* Wider than the widest name of a check in every language. */
#define CHECK_WIDTH 15

static const char *const verdicts[] = {"ok", "warning", "error"};

void doctor_say(
	struct doctor *d, enum doctor_verdict verdict, const char *check, const char *format, ...)
{
	struct str message = {0};
	va_list args;

	va_start(args, format);
	str_vaddf(&message, format, args);
	va_end(args);
	d->counts[verdict]++;
	d->last = json_new_object();
	json_set_string(d->last, "check", check);
	json_set_string(d->last, "status", verdicts[verdict]);
	json_set_string(d->last, "message", str_text(&message));
	json_set_string(d->last, "hint", NULL);
	json_append_take(d->list, d->last);
	str_release(&message);
}

void doctor_hint(struct doctor *d, const char *format, ...)
{
	struct str hint = {0};
	va_list args;

	va_start(args, format);
	str_vaddf(&hint, format, args);
	va_end(args);
	json_set_string(d->last, "hint", str_text(&hint));
	str_release(&hint);
}

struct app *doctor_app(const struct doctor *d)
{
	return d->app;
}

static void print_text(struct doctor *d)
{
	static const enum term_role roles[] = {ROLE_GOOD, ROLE_WARNING, ROLE_ERROR};
	static const char *const marks[] = {N_("ok      "), N_("warning "), N_("error   ")};
	const struct term *t = &d->app->out;
	struct str out = {0};

	json_each(item, d->list) {
		const char *status = json_get_string(item, "status"),
			   *hint = json_get_string(item, "hint"), *check;
		size_t v = 0;

		while (!str_eq(verdicts[v], status))
			v++;
		term_styled(t, &out, roles[v], tr(marks[v]));
		check = tr(json_get_string(item, "check"));
		str_add(&out, check);
		width_pad(&out, CHECK_WIDTH - width_of(check, strlen(check)));
		text_escape(&out, json_get_string(item, "message"),
			strlen(json_get_string(item, "message")), ESCAPE_ALL);
		str_add_char(&out, '\n');
		if (hint) {
			term_styled(t, &out, ROLE_HINT, tr("        hint: "));
			text_escape(&out, hint, strlen(hint), ESCAPE_ALL);
			str_add_char(&out, '\n');
		}
	}
	app_put(d->app, t, &out);
	str_release(&out);
	app_note(d->app, "%s, %s, %s",
		arena_printf(&d->app->arena, tr("%zu fine"), d->counts[DOCTOR_OK]),
		arena_printf(&d->app->arena,
			tr_n("%zu warning", "%zu warnings", d->counts[DOCTOR_WARNING]),
			d->counts[DOCTOR_WARNING]),
		arena_printf(&d->app->arena,
			tr_n("%zu error", "%zu errors", d->counts[DOCTOR_ERROR]),
			d->counts[DOCTOR_ERROR]));
}

static void print_json(struct doctor *d)
{
	cJSON *document = json_new_object();

	json_set_bool(document, "ok", !d->counts[DOCTOR_ERROR]);
	json_set_number(document, "warnings", (double)d->counts[DOCTOR_WARNING]);
	json_set_number(document, "errors", (double)d->counts[DOCTOR_ERROR]);
	json_add_take(document, "checks", d->list);
	d->list = NULL;
	app_json(d->app, document);
	json_free(document);
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	static void (*const checks[])(struct doctor *, const struct doctor_options *) = {
		doctor_versions, doctor_settings, doctor_store, doctor_space, doctor_providers,
		doctor_prices, doctor_clock, doctor_sandbox};
	struct doctor d = {.app = app, .list = json_new_array()};

	(void)argc, (void)argv;
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		checks[i](&d, &given);
	if (app->json)
		print_json(&d);
	else
		print_text(&d);
	json_free(d.list);
	if (!d.counts[DOCTOR_ERROR])
		return true;
	app->reported = app->json;
	return err_set(err, ERR_WORK, "%zu thing%s to mend", d.counts[DOCTOR_ERROR],
		d.counts[DOCTOR_ERROR] == 1 ? "" : "s");
}

const struct cmd cmd_doctor = {
	.name = "doctor",
	.summary = N_("Look whether everything that blokctl needs is well"),
	.details = N_("Settings, the store, free space, what is loaded on first use, providers and "
		   "their keys, prices, the clock. Nothing is asked over the network but --clock, "
		   "and no token is spent. An error is exit status 1."),
	.opts = options,
	.examples = (const char *const[]){"blokctl doctor", N_("is everything well?"),
		"blokctl doctor --json", N_("for a monitor"), NULL},
	.run = run,
};
