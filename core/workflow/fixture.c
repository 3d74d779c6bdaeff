#include "core/workflow/fixture.h"

#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/num.h"
#include "core/workflow/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No test of a workflow should take so long; one that hangs must end. */
#define TIMEOUT_MS 60000

static const char *const extensions[] = {"yaml", "yml", "json", "toml"};

/* The length of "x/NAME" of "x/NAME.test.yaml", or 0. */
static size_t stem_length(const char *path)
{
	size_t len = strlen(path), tail = strlen(fs_extension(path)) + strlen(".test.");
	const char *base = fs_basename(path);

	if (document_format_of(path) == FORMAT_UNKNOWN || strlen(base) <= tail ||
		memcmp(path + len - tail, ".test.", strlen(".test.")) != 0)
		return 0;
	return len - tail;
}

bool fixture_is_one(const char *path)
{
	return stem_length(path) > 0;
}

static const char *first_file(struct arena *a, const char *stem, size_t len, const char *tail)
{
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
		const char *path = arena_printf(a, "%.*s%s.%s", (int)len, stem, tail, extensions[i]);

		if (fs_exists(path) && !fs_is_dir(path))
			return path;
	}
	return NULL;
}

const char *fixture_subject(struct arena *a, const char *path)
{
	return first_file(a, path, stem_length(path), "");
}

const char *fixture_beside(struct arena *a, const char *workflow)
{
	size_t tail = strlen(fs_extension(workflow));

	return first_file(a, workflow, strlen(workflow) - tail - (tail > 0), ".test");
}

/* ---- reading ---- */

struct reader {
	struct fixture *f;
	struct diags *diags;
};

static void wrong(struct reader *r, const cJSON *at, const char *what, const char *wanted)
{
	document_report(&r->f->document, r->diags, DIAG_ERROR, at, "type", NULL, "%s must be %s, not %s",
		what, wanted, json_type_phrase(at));
}

static void check_keys(struct reader *r, const cJSON *object, const char *const *known, const char *what)
{
	size_t count = 0;

	while (known[count])
		count++;
	json_each(value, object) {
		const char *nearest;
		char hint[100] = "";
		size_t i = 0;

		while (i < count && !str_eq(known[i], value->string))
			i++;
		if (i < count)
			continue;
		nearest = str_nearest(value->string, known, count);
		if (nearest)
			snprintf(hint, sizeof hint, "did you mean '%s'?", nearest);
		document_report_key(&r->f->document, r->diags, DIAG_ERROR, value, "unknown-key",
			*hint ? hint : NULL, "%s has no '%s'", what, value->string);
	}
}

static const cJSON *get_object(struct reader *r, const cJSON *object, const char *key)
{
	const cJSON *value = json_get(object, key);

	if (!value || json_is_object(value))
		return value;
	wrong(r, value, key, "an object");
	return NULL;
}

static const char *get_text(struct reader *r, const cJSON *object, const char *key)
{
	const cJSON *value = json_get(object, key);

	if (value && !json_is_string(value))
		wrong(r, value, key, "a string");
	return json_get_string(object, key);
}

static void read_timeout(struct reader *r, const cJSON *test, int64_t *ret)
{
	const cJSON *value = json_get(test, "timeout");
	long long ms;

	if (!value)
		return;
	if (json_is_number(value) && value->valuedouble >= 1)
		*ret = json_get_int64(test, "timeout", 0);
	else if (json_is_string(value) && num_parse_duration_ms(value->valuestring, &ms) && ms > 0)
		*ret = ms;
	else
		document_report(&r->f->document, r->diags, DIAG_ERROR, value, "duration",
			"milliseconds, or a number and a unit: 500ms 30s 5m", "timeout is no duration");
}

/* A word out of a list; `what` says what it is. */
static void check_word(struct reader *r, const cJSON *at, const char *const *words, const char *what)
{
	struct str all = {0};

	/* "<any>" and "<regex:…>" stand for many. */
	if (!json_is_string(at) || at->valuestring[0] == '<')
		return;
	for (size_t i = 0; words[i]; i++) {
		str_addf(&all, "%s%s", i ? ", " : "", words[i]);
		if (str_eq(at->valuestring, words[i])) {
			str_release(&all);
			return;
		}
	}
	document_report(&r->f->document, r->diags, DIAG_ERROR, at, "value", str_text(&all),
		"'%s' is no %s", at->valuestring, what);
	str_release(&all);
}

static void check_patterns(struct reader *r, const cJSON *want)
{
	struct err err;

	if (!compare_pattern_valid(want, &err))
		document_report(&r->f->document, r->diags, DIAG_ERROR, want, "pattern", NULL, "%s",
			err.message);
	json_each(below, want)
		check_patterns(r, below);
}

static void check_steps(struct reader *r, const cJSON *steps)
{
	static const char *const statuses[] = {
		"completed", "failed", "skipped", "waiting", "running", NULL};

	if (!steps)
		return;
	if (!json_is_array(steps) && !json_is_object(steps))
		wrong(r, steps, "steps", "an array of ids, or an object {id: status}");
	else
		json_each(item, steps)
			if (!json_is_string(item))
				wrong(r, item, json_is_array(steps) ? "an id" : "a status", "a string");
			else if (json_is_object(steps))
				check_word(r, item, statuses, "status of a step");
}

static void check_expect(struct reader *r, const cJSON *expect)
{
	static const char *const keys[] = {
		"status", "body", "state", "steps", "error", "run_status", NULL};
	static const char *const error_keys[] = {"message", "name", "code", "step_id", "path", NULL};
	static const char *const statuses[] = {"completed", "failed", "timedOut", "cancelled",
		"waiting", "paused", "throttled", "expired", NULL};
	const cJSON *status = json_get(expect, "status");

	check_keys(r, expect, keys, "expect");
	if (status && !json_is_number(status))
		wrong(r, status, "status", "a number (run_status is the word)");
	get_object(r, expect, "state");
	check_keys(r, get_object(r, expect, "error"), error_keys, "expect.error");
	get_text(r, expect, "run_status");
	check_word(r, json_get(expect, "run_status"), statuses, "status of a run");
	check_patterns(r, expect);
	check_steps(r, json_get(expect, "steps"));
}

static void read_now(struct reader *r, const cJSON *at, struct fixture_test *test)
{
	int64_t ms;

	test->now = get_text(r, at, "now");
	if (test->now && !clock_parse_iso(test->now, &ms))
		document_report(&r->f->document, r->diags, DIAG_ERROR, json_get(at, "now"), "time",
			"write it as 2026-01-31T08:00:00Z", "now is no ISO 8601 time");
}

/* Names and texts: variables, secrets. */
static const cJSON *get_texts(struct reader *r, const cJSON *test, const char *key, const char *what)
{
	const cJSON *texts = get_object(r, test, key);

	json_each(value, texts)
		if (!json_is_string(value))
			wrong(r, value, what, "a string");
	return texts;
}

static void read_test(struct reader *r, const cJSON *at, const cJSON *workflow_at)
{
	static const char *const keys[] = {"name", "workflow", "request", "env", "now",
		"mocks", "expect", "store", "timeout", "description", "secrets", NULL};
	static const char *const request_keys[] = {
		"method", "headers", "query", "params", "body", "rawBody", NULL};
	struct fixture_test test = {.at = at, .timeout_ms = TIMEOUT_MS};
	const cJSON *store = json_get(at, "store");

	if (!json_is_object(at)) {
		wrong(r, at, "a test", "an object");
		return;
	}
	check_keys(r, at, keys, "a test");
	test.workflow_at = json_get(at, "workflow") ? json_get(at, "workflow") : workflow_at;
	get_text(r, at, "workflow");
	test.workflow = json_is_string(test.workflow_at) ? test.workflow_at->valuestring : NULL;
	test.name = get_text(r, at, "name");
	if (!test.name)
		test.name = arena_printf(&r->f->arena, "test %zu", r->f->tests.len + 1);
	test.request = get_object(r, at, "request");
	check_keys(r, test.request, request_keys, "request");
	get_text(r, test.request, "rawBody");
	test.env = get_texts(r, at, "env", "a variable");
	test.secrets = get_texts(r, at, "secrets", "a secret");
	test.mocks = get_object(r, at, "mocks");
	test.expect = get_object(r, at, "expect");
	check_expect(r, test.expect);
	read_now(r, at, &test);
	read_timeout(r, at, &test.timeout_ms);
	if (store && !json_is_bool(store))
		wrong(r, store, "store", "true or false");
	test.store = json_is_true(store);
	vec_push(&r->f->tests, test);
}

static void read_root(struct reader *r, const cJSON *root)
{
	static const char *const keys[] = {"workflow", "description", "tests", NULL};
	const cJSON *tests = json_get(root, "tests");

	if (!json_is_object(root)) {
		wrong(r, root, "a file of tests", "an object");
	} else if (!tests) {
		read_test(r, root, NULL);
	} else if (!json_is_array(tests)) {
		wrong(r, tests, "tests", "an array");
	} else {
		check_keys(r, root, keys, "a file of tests");
		get_text(r, root, "workflow");
		json_each(test, tests)
			read_test(r, test, json_get(root, "workflow"));
		if (!tests->child)
			document_report(&r->f->document, r->diags, DIAG_ERROR, tests, "no-tests", NULL,
				"there is no test in it");
	}
}

bool fixture_load(struct fixture *ret, const char *path, struct diags *diags, struct err *err)
{
	struct reader r = {ret, diags};
	size_t before = diags->errors;

	*ret = (struct fixture){0};
	if (!document_load(&ret->document, path, diags, err))
		return false;
	read_root(&r, ret->document.root);
	return diags->errors == before;
}

void fixture_release(struct fixture *f)
{
	vec_release(&f->tests);
	document_release(&f->document);
	arena_release(&f->arena);
}
