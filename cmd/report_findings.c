#include "cmd/report.h"

#include "cmd/output.h"
#include "core/base/arena.h"
#include "core/base/map.h"
#include "core/base/sha256.h"

#include <string.h>

/* ---- SARIF 2.1.0 (OASIS) ---- */

/* What is not allowed in the path of a URI (RFC 3986, 3.3). */
static void add_uri(struct str *out, const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~!$&'()*+,;=@/";

	for (; *path; path++) {
		if (strchr(plain, *path))
			str_add_char(out, *path);
		else
			str_addf(out, "%%%02X", (unsigned char)*path);
	}
}

static cJSON *text_json(const char *text)
{
	cJSON *json = json_new_object();

	json_set_string(json, "text", text);
	return json;
}

static cJSON *location_json(const struct diag *d)
{
	cJSON *location = json_new_object(), *physical = json_new_object(),
	      *artifact = json_new_object(), *region = json_new_object();
	struct str uri = {0};

	add_uri(&uri, d->path ? d->path : "");
	json_set_string(artifact, "uri", str_text(&uri));
	json_add_take(physical, "artifactLocation", artifact);
	json_set_number(region, "startLine", d->line ? d->line : 1);
	if (d->column)
		json_set_number(region, "startColumn", d->column);
	json_add_take(physical, "region", region);
	json_add_take(location, "physicalLocation", physical);
	str_release(&uri);
	return location;
}

static cJSON *result_json(const struct diag *d)
{
	cJSON *result = json_new_object(), *locations = json_new_array();
	struct str text = {0};

	str_add(&text, d->message);
	if (d->hint)
		str_addf(&text, "\n%s", d->hint);
	if (d->code)
		json_set_string(result, "ruleId", d->code);
	json_set_string(result, "level", d->severity == DIAG_ERROR ? "error" : "warning");
	json_add_take(result, "message", text_json(str_text(&text)));
	json_append_take(locations, location_json(d));
	json_add_take(result, "locations", locations);
	str_release(&text);
	return result;
}

/* Each code once. */
static cJSON *rules_json(const struct diags *d)
{
	cJSON *rules = json_new_array(), *seen = json_new_object();

	for (size_t i = 0; i < d->list.len; i++) {
		const char *code = d->list.at[i].code;
		cJSON *rule;

		if (!code || json_get(seen, code))
			continue;
		json_set_bool(seen, code, true);
		rule = json_new_object();
		json_set_string(rule, "id", code);
		json_append_take(rules, rule);
	}
	json_free(seen);
	return rules;
}

static cJSON *sarif_json(const struct diags *d)
{
	cJSON *log = json_new_object(), *runs = json_new_array(), *run = json_new_object(),
	      *tool = json_new_object(), *driver = json_new_object(), *results = json_new_array();

	json_set_string(driver, "name", "blokctl");
	json_set_string(driver, "version", BLOKCTL_VERSION);
	json_add_take(driver, "rules", rules_json(d));
	json_add_take(tool, "driver", driver);
	json_add_take(run, "tool", tool);
	json_set_string(run, "columnKind", "unicodeCodePoints");
	for (size_t i = 0; i < d->list.len; i++)
		json_append_take(results, result_json(&d->list.at[i]));
	json_add_take(run, "results", results);
	json_append_take(runs, run);
	json_set_string(log, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_set_string(log, "version", "2.1.0");
	json_add_take(log, "runs", runs);
	return log;
}

/* ---- GitLab's code quality ---- */

/* The same finding has the same one in the next pipeline, also when it has moved; `seen` counts
 * those that are alike. */
static void add_fingerprint(cJSON *json, const struct diag *d, struct arena *a, struct map *seen)
{
	struct str text = {0};
	uintptr_t before;
	char sum[65];

	str_addf(&text, "%s\n%s\n%s", d->path ? d->path : "", d->code ? d->code : "", d->message);
	before = (uintptr_t)map_get(seen, str_text(&text));
	map_put(seen, arena_strdup(a, str_text(&text)), (void *)(before + 1));
	str_addf(&text, "\n%zu", (size_t)before);
	sha256_hex(str_text(&text), text.len, sum);
	json_set_string(json, "fingerprint", sum);
	str_release(&text);
}

static cJSON *gitlab_json(const struct diags *d)
{
	cJSON *list = json_new_array();
	struct arena a = {0};
	struct map seen = {0};

	for (size_t i = 0; i < d->list.len; i++) {
		const struct diag *one = &d->list.at[i];
		cJSON *json = json_new_object(), *location = json_new_object(),
		      *lines = json_new_object();

		json_set_string(json, "description", one->message);
		json_set_string(json, "check_name", one->code ? one->code : "error");
		add_fingerprint(json, one, &a, &seen);
		json_set_string(json, "severity", one->severity == DIAG_ERROR ? "major" : "minor");
		json_set_string(location, "path", one->path ? one->path : "");
		json_set_number(lines, "begin", one->line ? one->line : 1);
		json_add_take(location, "lines", lines);
		json_add_take(json, "location", location);
		json_append_take(list, json);
	}
	map_release(&seen);
	arena_release(&a);
	return list;
}

static bool write_take(struct app *app, const char *path, cJSON *document, struct err *err)
{
	struct str text = {0};
	bool ok;

	json_print(&text, document, JSON_PRETTY);
	str_add_char(&text, '\n');
	ok = report_write(app, path, &text, err);
	str_release(&text);
	json_free(document);
	return ok;
}

/* ---- GitHub ---- */

/* More annotations of a kind than that GitHub does not show. */
#define GITHUB_MAX 10

static bool print_github(struct app *app, const struct diags *d, struct err *err)
{
	size_t told[] = {[DIAG_ERROR] = 0, [DIAG_WARNING] = 0};
	struct str out = {0}, page = {0};
	bool ok = true;

	for (size_t i = 0; i < d->list.len; i++) {
		const struct diag *one = &d->list.at[i];
		const struct report_place at = {one->path, one->line, one->column};

		if (told[one->severity]++ < GITHUB_MAX)
			report_github(&out, one->severity == DIAG_ERROR ? "error" : "warning", &at,
				one->code ? one->code : "finding", one->message);
		if (i == 0)
			str_add(&page, "| place | finding |\n|---|---|\n");
		str_add(&page, "| ");
		report_markdown_text(&page, one->path ? one->path : "");
		str_addf(&page, ":%d | ", one->line);
		report_markdown_text(&page, one->message);
		str_add(&page, " |\n");
	}
	app_put(app, &app->out, &out);
	if (page.len)
		ok = report_github_summary(app, &page, err);
	str_release(&out);
	str_release(&page);
	return ok;
}

/* ---- all ---- */

static void print_json(struct app *app, const struct checked *c)
{
	cJSON *document = json_new_object();

	json_set_bool(document, "ok", c->ok);
	json_set_number(document, "files", (double)c->files);
	json_add_take(document, "findings", app_findings_json(c->diags));
	app_json(app, document);
	json_free(document);
	app->reported = true;
}

bool report_checked(
	struct app *app, const struct reports *r, const struct checked *c, struct err *err)
{
	if (app->json)
		print_json(app, c);
	else
		app_diags(app, c->diags, &app->out);
	return (!r->github || print_github(app, c->diags, err)) &&
	       (!r->sarif || write_take(app, r->sarif, sarif_json(c->diags), err)) &&
	       (!r->gitlab || write_take(app, r->gitlab, gitlab_json(c->diags), err));
}
