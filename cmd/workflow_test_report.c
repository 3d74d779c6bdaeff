#include "cmd/output.h"
#include "cmd/report.h"
#include "cmd/workflow_test.h"
#include "core/base/clock.h"
#include "core/base/tr.h"
#include "core/term/format.h"
#include "core/term/width.h"

#include <stdio.h>
#include <string.h>

#define SHOWN_DIFFERENCES 5
#define VALUE_COLUMNS 300 /* of a value that is shown */

/* ---- text ---- */

static void add_value(struct str *out, const cJSON *value, bool unicode)
{
	struct str text = {0}, clean = {0};

	if (!value) {
		str_add(out, "nothing");
		return;
	}
	json_print(&text, value, JSON_COMPACT);
	text_escape(&clean, text.at, text.len, ESCAPE_ALL);
	width_cut(out, clean.at, VALUE_COLUMNS, unicode);
	str_release(&text);
	str_release(&clean);
}

static void add_clean(struct str *out, const char *text)
{
	text_escape(out, text, strlen(text), ESCAPE_ALL);
}

/* The lines below a test that failed, each behind `before`. */
static void add_details(
	struct str *out, const struct test_result *r, const char *before, bool unicode)
{
	size_t count = r->differences.list.len;

	for (size_t i = 0; i < count && i < SHOWN_DIFFERENCES; i++) {
		const struct difference *d = &r->differences.list.at[i];

		str_add(out, before);
		if (!i) {
			add_clean(out, r->file);
			str_addf(out, ":%d:%d: ", r->line, r->column);
		}
		add_clean(out, d->path);
		str_addf(out, "\n%s  got:  ", before);
		add_value(out, d->got, unicode);
		str_addf(out, "\n%s  want: ", before);
		add_value(out, d->want, unicode);
		str_add_char(out, '\n');
	}
	if (count > SHOWN_DIFFERENCES)
		str_addf(out, "%sand %zu more\n", before, count - SHOWN_DIFFERENCES);
	if (r->failure) {
		str_add(out, before);
		add_clean(out, r->failure);
		str_add_char(out, '\n');
	}
}

static const char *reason(const struct test_result *r)
{
	return r->differences.list.len ? r->differences.list.at[0].path : "it did not run";
}

void test_print_text(struct test_session *s, const struct test_result *r)
{
	const struct term *t = &s->app->out;
	char took[FORMAT_MAX];
	struct str out = {0};

	format_duration(took, (int64_t)r->duration_ms);
	if (t->is_tty)
		term_styled(t, &out, r->ok ? ROLE_GOOD : ROLE_ERROR,
			t->unicode ? (r->ok ? "\u2713" : "\u2717") : (r->ok ? "+" : "x"));
	else
		str_add(&out, r->ok ? "ok" : "not ok");
	str_add_char(&out, ' ');
	add_clean(&out, r->file);
	str_add(&out, ": ");
	add_clean(&out, r->name);
	str_add(&out, "  ");
	term_styled(t, &out, ROLE_FAINT, r->invalid ? tr("did not run") : took);
	str_add_char(&out, '\n');
	add_details(&out, r, "    ", t->unicode);
	app_put(s->app, t, &out);
	str_release(&out);
	app_flush(s->app);
}

void test_print_summary(struct test_session *s)
{
	char took[FORMAT_MAX];
	struct str out = {0};

	format_duration(took, (clock_mono_us() - s->started_us) / 1000);
	str_addf(&out, tr("%zu passed"), s->passed);
	if (s->failed)
		str_addf(&out, tr(", %zu failed"), s->failed);
	if (s->invalid)
		str_addf(&out, tr(", %zu did not run"), s->invalid);
	str_addf(&out, " (%s)\n", took);
	app_put(s->app, &s->app->out, &out);
	str_release(&out);
}

/* ---- GitHub ---- */

void test_print_github(struct test_session *s, const struct test_result *r)
{
	const struct report_place at = {r->file, r->line, r->column};
	struct str out = {0}, details = {0};

	test_print_text(s, r);
	if (r->ok)
		return;
	if (r->invalid)
		str_add(&details, "it did not run: the tests or the workflow have errors");
	add_details(&details, r, "", s->app->out.unicode);
	while (details.len && details.at[details.len - 1] == '\n')
		str_truncate(&details, details.len - 1);
	report_github(&out, "error", &at, r->name, str_text(&details));
	app_put(s->app, &s->app->out, &out);
	str_release(&out);
	str_release(&details);
}

void test_github_summary(const struct test_session *s, struct str *out)
{
	str_addf(out, "%zu passed, %zu failed, %zu did not run\n\n", s->passed, s->failed,
		s->invalid);
	if (s->failed + s->invalid)
		str_add(out, "| test | what failed |\n|---|---|\n");
	for (size_t i = 0; i < s->results.len; i++) {
		const struct test_result *r = &s->results.at[i];

		if (r->ok)
			continue;
		str_add(out, "| ");
		report_markdown_text(out, r->file);
		str_add(out, ": ");
		report_markdown_text(out, r->name);
		str_add(out, " | ");
		report_markdown_text(out, reason(r));
		str_add(out, " |\n");
	}
}

/* ---- TAP (testanything.org, version 13) ---- */

void test_print_tap(struct test_session *s, const struct test_result *r)
{
	struct str out = {0}, title = {0};
	size_t number = s->results.len;

	if (number == 1)
		str_add(&out, "TAP version 13\n");
	add_clean(&title, r->file);
	str_add(&title, ": ");
	add_clean(&title, r->name);
	str_addf(&out, "%s %zu - ", r->ok ? "ok" : "not ok", number);
	for (const char *p = title.at; *p; p++)
		str_addf(&out, "%s%c", *p == '#' ? "\\" : "", *p);
	str_add_char(&out, '\n');
	if (r->invalid)
		str_add(&out, "# did not run\n");
	add_details(&out, r, "# ", s->app->out.unicode);
	app_put(s->app, &s->app->out, &out);
	str_release(&out);
	str_release(&title);
	app_flush(s->app);
}

void test_print_tap_plan(struct test_session *s)
{
	app_print(s->app, "%s1..%zu\n", s->results.len ? "" : "TAP version 13\n", s->results.len);
}

/* ---- JUnit ---- */

static void add_case(struct str *out, const struct test_result *r)
{
	const char *element = r->invalid ? "error" : "failure";
	struct str details = {0};

	str_add(out, "    <testcase");
	report_xml_attribute(out, "name", r->name);
	report_xml_attribute(out, "classname", r->file);
	str_addf(out, " time=\"%.3f\"", r->duration_ms / 1000);
	if (r->ok) {
		str_add(out, "/>\n");
		return;
	}
	str_addf(out, ">\n      <%s", element);
	report_xml_attribute(out, "type", r->invalid ? "invalid" : "difference");
	report_xml_attribute(out, "message", reason(r));
	str_add_char(out, '>');
	add_details(&details, r, "", true);
	report_xml_text(out, str_text(&details));
	str_addf(out, "</%s>\n    </testcase>\n", element);
	str_release(&details);
}

static void add_suite(struct str *out, const struct test_session *s, size_t first, size_t end)
{
	struct report_suite suite = {.name = s->results.at[first].file,
		.started_at = s->started_at,
		.tests = end - first};
	static int id;

	suite.id = id++;
	for (size_t i = first; i < end; i++) {
		suite.failures += !s->results.at[i].ok && !s->results.at[i].invalid;
		suite.errors += s->results.at[i].invalid;
		suite.ms += s->results.at[i].duration_ms;
	}
	report_junit_suite(out, &suite);
	str_add(out, "    <properties/>\n");
	for (size_t i = first; i < end; i++)
		add_case(out, &s->results.at[i]);
	str_add(out, "    <system-out/>\n    <system-err/>\n  </testsuite>\n");
}

void test_junit(const struct test_session *s, struct str *out)
{
	size_t end;

	str_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
	for (size_t first = 0; first < s->results.len; first = end) {
		end = first;
		while (end < s->results.len &&
			str_eq(s->results.at[end].file, s->results.at[first].file))
			end++;
		add_suite(out, s, first, end);
	}
	str_add(out, "</testsuites>\n");
}

/* ---- JSON ---- */

static cJSON *result_json(struct test_result *r)
{
	cJSON *json = json_new_object(), *list = json_new_array();

	json_set_string(json, "file", r->file);
	json_set_string(json, "name", r->name);
	json_set_string(json, "workflow", r->workflow);
	json_set_bool(json, "ok", r->ok);
	json_set_bool(json, "ran", !r->invalid);
	json_set_number(json, "duration_ms", r->duration_ms);
	json_add_take(json, "line", r->line ? json_new_number(r->line) : json_new_null());
	json_set_string(json, "failure", r->failure);
	for (size_t i = 0; i < r->differences.list.len; i++) {
		const struct difference *d = &r->differences.list.at[i];
		cJSON *item = json_new_object();

		json_set_string(item, "path", d->path);
		json_add_take(item, "got", d->got ? json_copy(d->got) : json_new_null());
		json_add_take(item, "want", d->want ? json_copy(d->want) : json_new_null());
		json_append_take(list, item);
	}
	json_add_take(json, "differences", list);
	return json;
}

void test_print_json(struct test_session *s)
{
	cJSON *document = json_new_object(), *tests = json_new_array();

	json_set_bool(document, "ok", !s->failed && !s->invalid);
	json_set_number(document, "passed", (double)s->passed);
	json_set_number(document, "failed", (double)s->failed);
	for (size_t i = 0; i < s->results.len; i++)
		json_append_take(tests, result_json(&s->results.at[i]));
	json_add_take(document, "tests", tests);
	json_add_take(document, "findings", app_findings_json(&s->diags));
	app_json(s->app, document);
	json_free(document);
	s->app->reported = true;
}
