#include "cmd/report.h"

#include "cmd/output.h"
#include "core/base/clock.h"
#include "core/term/format.h"

#include <stdio.h>
#include <string.h>

/* ---- JUnit: a case for each step ---- */

struct counting {
	struct report_suite suite;
	struct str cases;
	const char *class_name;
};

static void add_case(struct counting *c, const cJSON *step)
{
	const char *status = json_get_string(step, "status");
	const cJSON *error = json_get(step, "error");

	c->suite.tests++;
	str_add(&c->cases, "    <testcase");
	report_xml_attribute(&c->cases, "name", json_get_string(step, "path"));
	report_xml_attribute(&c->cases, "classname", c->class_name);
	str_addf(&c->cases, " time=\"%.3f\"", json_get_number(step, "duration_ms", 0) / 1000);
	if (str_eq(status, "skipped")) {
		c->suite.skipped++;
		str_add(&c->cases, "><skipped/></testcase>\n");
	} else if (str_eq(status, "failed")) {
		const char *name = json_get_string(error, "name"),
			   *message = json_get_string(error, "message");

		c->suite.failures++;
		str_add(&c->cases, ">\n      <failure");
		report_xml_attribute(&c->cases, "type", name ? name : "Error");
		report_xml_attribute(&c->cases, "message", message ? message : "");
		str_add(&c->cases, "/>\n    </testcase>\n");
	} else {
		str_add(&c->cases, "/>\n");
	}
	json_each(below, json_get(step, "steps"))
		add_case(c, below);
}

static void add_property(struct str *out, const char *name, const char *value)
{
	str_add(out, "      <property");
	report_xml_attribute(out, "name", name);
	report_xml_attribute(out, "value", value ? value : "");
	str_add(out, "/>\n");
}

static bool write_junit(
	struct app *app, const char *path, const char *file, const cJSON *document, struct err *err)
{
	double ms = json_get_number(document, "duration_ms", 0);
	struct counting c = {
		.suite = {.name = file, .ms = ms, .started_at = clock_wall_ms() - (int64_t)ms},
		.class_name = json_get_string(document, "workflow")};
	struct str out = {0};
	bool ok;

	json_each(step, json_get(document, "steps"))
		add_case(&c, step);
	str_add(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
	report_junit_suite(&out, &c.suite);
	str_add(&out, "    <properties>\n");
	add_property(&out, "run_id", json_get_string(document, "run_id"));
	add_property(&out, "status", json_get_string(document, "status"));
	str_add(&out, "    </properties>\n");
	str_add(&out, str_text(&c.cases));
	str_add(&out, "    <system-out/>\n    <system-err/>\n  </testsuite>\n</testsuites>\n");
	ok = report_write(app, path, &out, err);
	str_release(&c.cases);
	str_release(&out);
	return ok;
}

/* ---- GitHub ---- */

/* More than these make a page that nobody reads. */
#define STEPS_SHOWN 100

static void add_row(struct str *page, const cJSON *step, size_t *shown)
{
	const char *message = json_get_string(json_get(step, "error"), "message");
	char took[FORMAT_MAX];

	if (++*shown > STEPS_SHOWN)
		return;
	format_duration(took, json_get_int64(step, "duration_ms", 0));
	str_add(page, "| ");
	report_markdown_text(page, json_get_string(step, "path"));
	str_addf(page, " | %s | %s | ", json_get_string(step, "status"), took);
	report_markdown_text(page, message ? message : "");
	str_add(page, " |\n");
	json_each(below, json_get(step, "steps"))
		add_row(page, below, shown);
}

static bool add_summary(struct app *app, const cJSON *document, struct err *err)
{
	struct str page = {0};
	size_t shown = 0;
	bool ok;

	str_add(&page, "### ");
	report_markdown_text(&page, json_get_string(document, "workflow"));
	str_addf(&page, ": %s\n\n| step | status | time | error |\n|---|---|---|---|\n",
		json_get_string(document, "status"));
	json_each(step, json_get(document, "steps"))
		add_row(&page, step, &shown);
	if (shown > STEPS_SHOWN)
		str_addf(&page, "\nand %zu more\n", shown - STEPS_SHOWN);
	str_add_char(&page, '\n');
	ok = report_github_summary(app, &page, err);
	str_release(&page);
	return ok;
}

static void annotate(struct app *app, const struct report_place *at, const cJSON *document)
{
	const cJSON *error = json_get(document, "error");
	const char *path = json_get_string(error, "path"),
		   *message = json_get_string(error, "message");
	struct str out = {0};

	if (!message)
		return;
	report_github(
		&out, "error", at, path ? path : json_get_string(document, "workflow"), message);
	app_put(app, &app->out, &out);
	str_release(&out);
}

bool report_run(struct app *app, const struct reports *r, const struct report_place *at,
	const cJSON *document, struct err *err)
{
	if (r->junit && !write_junit(app, r->junit, at->file, document, err))
		return false;
	if (!r->github)
		return true;
	annotate(app, at, document);
	return add_summary(app, document, err);
}
