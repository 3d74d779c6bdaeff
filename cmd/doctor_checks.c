#include "cmd/cmd.h"
#include "cmd/doctor.h"
#include "cmd/other.h"
#include "cmd/store.h"

#include "core/ai/price.h"
#include "core/ai/provider.h"
#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/library.h"
#include "core/base/tr.h"
#include "core/config/config.h"
#include "core/db/db.h"
#include "core/net/backoff.h"
#include "core/store/runs.h"
#include "core/store/schema.h"
#include "core/store/store.h"
#include "core/store/verify.h"
#include "core/term/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* ---- what is installed ---- */

void doctor_versions(struct doctor *d, const struct doctor_options *o)
{
	static const struct library_symbol none[] = {{0}};
	size_t missing = 0;
	char why[256];

	(void)o;
	doctor_say(d, DOCTOR_OK, N_("version"), tr("blokctl %s, SQLite %s"), BLOKCTL_VERSION, db_version());
	for (size_t i = 0; i < LIBRARIES; i++) {
		const struct library_facts *l = &library_facts[i];

		if (library_load(i, none, why, sizeof why))
			continue;
		missing++;
		doctor_say(d, DOCTOR_WARNING, N_("libraries"), tr("%s is not installed: %s will not work"),
			l->names[0], tr(l->purpose));
		doctor_hint(d, "apt-get install %s", l->package);
	}
	if (!other_find(doctor_app(d), "pdftohtml")) {
		missing++;
		doctor_say(d, DOCTOR_WARNING, N_("libraries"),
			tr("pdftohtml is not installed: PDFs cannot be read"));
		doctor_hint(d, "apt-get install poppler-utils");
	}
	if (!missing)
		doctor_say(d, DOCTOR_OK, N_("libraries"),
			tr("all that is loaded on first use is there"));
}

/* ---- settings ---- */

void doctor_settings(struct doctor *d, const struct doctor_options *o)
{
	struct config_paths paths;
	struct diags findings = {0};
	struct app *app = doctor_app(d);
	struct err err = {0};

	(void)o;
	app_config_paths(app, &paths);
	config_free(app->config); /* read before for the language, without its findings */
	app->config = config_load(&paths, &findings, &err);
	if (err.kind != ERR_NONE)
		doctor_say(d, DOCTOR_ERROR, N_("settings"), "%s", err.message);
	else if (findings.list.len)
		doctor_say(d, findings.errors ? DOCTOR_ERROR : DOCTOR_WARNING, N_("settings"),
			"%s:%d: %s", findings.list.at[0].path, findings.list.at[0].line,
			findings.list.at[0].message);
	else
		doctor_say(d, DOCTOR_OK, N_("settings"), tr("no errors"));
	if (findings.list.len)
		doctor_hint(d, tr("'blokctl config validate' shows all %zu"), findings.list.len);
	diags_release(&findings);
}

/* ---- the store ---- */

struct faults {
	size_t count;
	char first[200];
};

static bool count_fault(void *self, const char *what, const char *message, struct err *err)
{
	struct faults *f = self;

	(void)what, (void)err;
	if (!f->count++)
		snprintf(f->first, sizeof f->first, "%.190s", message);
	return true;
}

static bool count_row(
	void *self, const char *run_id, const struct attempt_row *row, struct err *err)
{
	struct faults *f = self;

	(void)row, (void)err;
	if (!f->count++)
		snprintf(f->first, sizeof f->first, tr("a record of the run %s is damaged"),
			run_id ? run_id : "?");
	return true;
}

static void look_into(struct doctor *d, struct store *s, const char *path)
{
	struct faults f = {0};
	struct err err = {0};
	int64_t rows = 0;
	char size[FORMAT_MAX];

	if (!store_each_fault(s, count_fault, &f, &err) ||
		!runs_each_damaged(s, count_row, &f, &rows, &err))
		count_fault(&f, "page", err.message, &err);
	format_size(size, (uint64_t)store_bytes(path));
	if (!f.count) {
		doctor_say(d, DOCTOR_OK, N_("store"),
			tr("%s, version %d, %s, %lld records: not damaged"), path, store_schema_len,
			size, (long long)rows);
		return;
	}
	doctor_say(d, DOCTOR_ERROR, N_("store"),
		tr_n("%s is damaged in %zu place: %s", "%s is damaged in %zu places: %s", f.count),
		path, f.count, f.first);
	doctor_hint(d, tr("restore a backup; 'blokctl store check' lists all"));
}

/* Its records may hold what others must not read. */
static void look_at_mode(struct doctor *d, const char *path, bool repair)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || !(st.st_mode & 077))
		return;
	if (repair && chmod(path, 0600) == 0) {
		doctor_say(d, DOCTOR_OK, N_("store"), tr("now only its owner can read it"));
		return;
	}
	doctor_say(d, DOCTOR_WARNING, N_("store"),
		tr("other users can read or write it (mode %03o)"), (unsigned)(st.st_mode & 0777));
	doctor_hint(d, tr("chmod 600 '%s', or --repair"), path);
}

void doctor_store(struct doctor *d, const struct doctor_options *o)
{
	struct app *app = doctor_app(d);
	struct err err = {0};
	const char *path;

	if (!app_store_path(app, &path, &err)) {
		doctor_say(d, DOCTOR_ERROR, N_("store"), "%s", err.message);
	} else if (!fs_exists(path)) {
		doctor_say(d, DOCTOR_OK, N_("store"),
			tr("%s is not there yet: the first run makes it"), path);
	} else if (!store_open(path, &app->store, &err)) { /* as it is: its mode is told below */
		doctor_say(d, DOCTOR_ERROR, N_("store"), "%s", err.message);
		if (*err.hint)
			doctor_hint(d, "%s", err.hint);
	} else {
		look_into(d, app->store, path);
		look_at_mode(d, path, o->repair);
	}
}

/* Less, and a run may end in the middle. */
#define SPACE_LITTLE ((uint64_t)1 << 30)
#define SPACE_NONE ((uint64_t)50 << 20)

void doctor_space(struct doctor *d, const struct doctor_options *o)
{
	struct app *app = doctor_app(d);
	struct err err = {0};
	char size[FORMAT_MAX];
	struct statvfs fs;
	const char *path;
	uint64_t left;

	(void)o;
	if (!app_store_path(app, &path, &err))
		return;
	path = fs_dirname(&app->arena, path);
	while (!fs_exists(path) && !str_eq(path, "/") && !str_eq(path, "."))
		path = fs_dirname(&app->arena, path);
	if (statvfs(path, &fs) != 0)
		return;
	left = (uint64_t)fs.f_bavail * fs.f_frsize;
	format_size(size, left);
	doctor_say(d,
		left < SPACE_NONE     ? DOCTOR_ERROR
		: left < SPACE_LITTLE ? DOCTOR_WARNING
				      : DOCTOR_OK,
		N_("space"), tr("%s free where the store lies (%s)"), size, path);
}

/* ---- models ---- */

/* Where a key would come from; it is not fetched, for that may run a command. */
static void look_at_provider(struct doctor *d, const cJSON *settings)
{
	const char *name = settings->string, *kind = json_get_string(settings, "kind");
	const struct ai_protocol *protocol = ai_protocol_find(kind ? kind : name);
	const cJSON *source = json_get(settings, "key");
	const char *variable = json_get_string(source, "env"),
		   *file = json_get_string(source, "file");

	if (!protocol) {
		doctor_say(d, DOCTOR_OK, N_("provider"), tr("%s: needs no key"), name);
		return;
	}
	if (!source)
		variable = protocol->key_variable;
	if (variable   ? getenv(variable) && *getenv(variable)
		: file ? fs_exists(file)
		       : source != NULL)
		doctor_say(d, DOCTOR_OK, N_("provider"), tr("%s: a key is there"), name);
	else if (!protocol->needs_key)
		doctor_say(d, DOCTOR_OK, N_("provider"), tr("%s: without a key"), name);
	else {
		doctor_say(d, DOCTOR_WARNING, N_("provider"), tr("%s: there is no key"), name);
		doctor_hint(
			d, tr("set %s, or ai.providers.%s.key"), variable ? variable : file, name);
	}
}

void doctor_providers(struct doctor *d, const struct doctor_options *o)
{
	struct app *app = doctor_app(d);
	const cJSON *providers;

	(void)o;
	if (!app->config)
		return;
	providers = config_get(app->config, "ai.providers");
	json_each(p, providers)
		look_at_provider(d, p);
	if (!json_count(providers))
		doctor_say(d, DOCTOR_OK, N_("provider"),
			tr("none is configured: everything works by rules"));
}

void doctor_prices(struct doctor *d, const struct doctor_options *o)
{
	struct app *app = doctor_app(d);
	struct ai_prices *prices = NULL;
	struct err err = {0};
	int64_t age;

	(void)o;
	if (!app->config)
		return;
	if (!ai_prices_load(config_text(app->config, "ai.prices", NULL), &prices, &err)) {
		doctor_say(d, DOCTOR_ERROR, N_("prices"), "%s", err.message);
		return;
	}
	age = ai_prices_age_days(prices, clock_now_ms());
	doctor_say(d, age > AI_PRICES_OLD_DAYS ? DOCTOR_WARNING : DOCTOR_OK, N_("prices"),
		tr_n("%lld day old", "%lld days old", (unsigned long long)age), (long long)age);
	if (age > AI_PRICES_OLD_DAYS)
		doctor_hint(d, tr("give newer ones in the file ai.prices"));
	ai_prices_free(prices);
}

/* ---- the machine ---- */

/* More, and signatures, quotas and certificates go wrong. */
#define CLOCK_OFF_MS 30000

void doctor_clock(struct doctor *d, const struct doctor_options *o)
{
	struct http_request request = {.method = "HEAD",
		.url = o->clock_url,
		.timeout_ms = 10000,
		.max_bytes = 1 << 20,
		.wake_fd = -1};
	struct http_response response = {0};
	enum http_failure why;
	struct err err = {0};
	int64_t theirs, off;
	const char *date;

	if (!o->clock_url) {
		doctor_say(
			d, DOCTOR_OK, N_("clock"), tr("not compared: --clock URL asks a server"));
		return;
	}
	if (!doctor_app(d)->config)
		return;
	if (!app_load_policy(doctor_app(d), &err)) {
		doctor_say(d, DOCTOR_ERROR, N_("clock"), "%s", err.message);
		return;
	}
	request.policy = doctor_app(d)->policy;
	if (!http_send(&request, &response, &why, &err)) {
		doctor_say(d, DOCTOR_WARNING, N_("clock"), "%s", err.message);
		return;
	}
	date = http_header(&response, "date");
	if (!date || !backoff_parse_date(date, &theirs)) {
		doctor_say(d, DOCTOR_WARNING, N_("clock"), tr("the server says no date"));
	} else {
		off = clock_wall_ms() - theirs;
		doctor_say(d, llabs(off) > CLOCK_OFF_MS ? DOCTOR_WARNING : DOCTOR_OK, N_("clock"),
			tr("%lld s %s the server"), llabs(off) / 1000,
			off < 0 ? tr("behind") : tr("ahead of"));
		if (llabs(off) > CLOCK_OFF_MS)
			doctor_hint(
				d, tr("let the machine set its clock (timedatectl set-ntp true)"));
	}
	http_response_release(&response);
}
