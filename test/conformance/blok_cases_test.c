#include "core/base/fs.h"
#include "core/base/mem.h"
#include "test/conformance/corpus.h"
#include "test/conformance/stub_server.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* Real documents, requests against them, and what the original answers:
 * ../shared/corpus/blok/cases.json and probes.json. */

static void differ(const char *name, const char *what, const cJSON *got, const cJSON *want)
{
	char *got_text = got ? json_text(got) : mem_strdup("nothing");
	char *want_text = want ? json_text(want) : mem_strdup("nothing");

	test_failed(__FILE__, __LINE__, "%s: %s is %s, want %s", name, what, got_text, want_text);
	free(got_text);
	free(want_text);
}

static void check_member(const char *name, const char *what, const cJSON *got, const cJSON *want)
{
	if (want && !corpus_matches(got, want))
		differ(name, what, got, want);
}

/* "id:status" of the steps that are not middleware's, in their order. */
static cJSON *step_list(const cJSON *document)
{
	cJSON *list = json_new_array();

	json_each(step, json_get(document, "steps")) {
		struct str text = {0};

		if (!json_is_null(json_get(step, "middleware")))
			continue;
		str_addf(&text, "%s:%s", json_get_string(step, "id"),
			json_get_string(step, "status"));
		json_append_take(list, json_new_string(str_text(&text)));
		str_release(&text);
	}
	return list;
}

static void run_case(const cJSON *item, const char *docs, const char *workflow)
{
	const char *name = json_get_string(item, "name");
	const cJSON *http = json_get(item, "http"), *error = json_get(item, "error");
	char *request_text = json_text(json_get(item, "request"));
	const char *request = corpus_write("request.json", request_text);
	char store[400];
	struct outcome o;
	cJSON *steps;

	snprintf(store, sizeof store, "%s/store.db", corpus_folder());
	o = corpus_run((const char *[]){"--store", store, "--json", "workflow", "run", workflow,
			       "--with", docs, "--request", request, NULL},
		NULL);
	steps = step_list(o.json);
	check_member(name, "status", json_get(json_get(o.json, "response"), "status"),
		json_get(http, "status"));
	check_member(name, "body", json_get(json_get(o.json, "response"), "body"),
		json_get(http, "body"));
	check_member(name, "state", json_get(o.json, "state"), json_get(item, "state"));
	check_member(name, "steps", steps, json_get(item, "nodeRuns"));
	if (error) {
		const cJSON *got = json_get(o.json, "error");

		check_member(name, "error.name", json_get(got, "name"), json_get(error, "name"));
		check_member(name, "error.message", json_get(got, "message"),
			json_get(error, "message"));
	}
	if (o.status != (error ? 4 : 0))
		test_failed(__FILE__, __LINE__, "%s: exit status %d: %s", name, o.status,
			str_text(&o.err));
	json_free(steps);
	outcome_release(&o);
	free(request_text);
}

TEST(every_case_answers_as_the_original)
{
	const char *shared = test_shared("corpus/blok");
	struct stub_server *stub = shared ? stub_start() : NULL;
	char base[100], docs[300], *text;
	struct arena a = {0};
	struct str bytes = {0};
	struct err err;
	cJSON *cases = NULL;

	if (!shared)
		return;
	shared = arena_strdup(&a, shared);
	snprintf(base, sizeof base, "http://127.0.0.1:%d", stub_port(stub));
	snprintf(docs, sizeof docs, "%s/docs", corpus_folder());
	fs_read(fs_join(&a, shared, "cases.json"), (size_t)8 * 1024 * 1024, &bytes, &err);
	text = corpus_replace(str_text(&bytes), base);
	CHECK(json_parse(text, strlen(text), &cases, &err));
	corpus_copy(arena_printf(&a, "%s/workflows/w/triggers/http/workflows/json", shared), docs, base);
	json_each(item, json_get(cases, "cases")) {
		const char *path = json_get_string(item, "workflow");
		struct str doc = {0};
		char *replaced;
		const char *own;

		fs_read(arena_printf(&a, "%s/workflows/%s", shared, path), (size_t)8 * 1024 * 1024,
			&doc, &err);
		replaced = corpus_replace(str_text(&doc), base);
		/* beside the registered ones it would be a second of its name */
		own = str_ends(path, ".json") ? arena_printf(&a, "%s/%s", docs, fs_basename(path))
					      : corpus_write(fs_basename(path), replaced);
		run_case(item, docs, own);
		free(replaced);
		str_release(&doc);
	}
	printf("# %zu cases\n", json_count(json_get(cases, "cases")));
	stub_stop(stub);
	json_free(cases);
	free(text);
	str_release(&bytes);
	arena_release(&a);
}

/* ---- probes ---- */

static bool text_has(const cJSON *value, const char *part)
{
	return json_is_string(value) && strstr(value->valuestring, part);
}

static void check_error(const char *name, const struct outcome *o, const cJSON *want)
{
	const cJSON *error = json_get(o->json, "error");

	if (o->status != 4)
		test_failed(__FILE__, __LINE__, "%s: exit status %d, want 4", name, o->status);
	check_member(name, "step_id", json_get(error, "step_id"), json_get(want, "stepId"));
	check_member(name, "code", json_get(error, "code"), json_get(want, "code"));
	if (json_get_string(want, "message_has") &&
		!text_has(json_get(error, "message"), json_get_string(want, "message_has")))
		differ(name, "message", json_get(error, "message"), json_get(want, "message_has"));
}

static void check_probe(const char *name, const struct outcome *o, const cJSON *expect)
{
	const cJSON *state = json_get(o->json, "state");
	bool refused = o->status == 3 && json_get(o->json, "error");

	if (json_get_bool(expect, "load_error", false) && !refused)
		test_failed(__FILE__, __LINE__, "%s: exit status %d, want 3", name, o->status);
	if (json_get_bool(expect, "load_or_run_error", false) && !refused && o->status != 4)
		test_failed(__FILE__, __LINE__, "%s: exit status %d", name, o->status);
	if (json_get_bool(expect, "no_error", false) && o->status != 0)
		test_failed(__FILE__, __LINE__, "%s: exit status %d", name, o->status);
	check_member(name, "state", state, json_get(expect, "state"));
	if (json_get(expect, "state_has") && !corpus_contains(state, json_get(expect, "state_has")))
		differ(name, "state", state, json_get(expect, "state_has"));
	if (json_get(expect, "error"))
		check_error(name, o, json_get(expect, "error"));
}

/* The last step's data, as the response shows it. */
static void check_data(const char *name, const struct outcome *o, const cJSON *expect)
{
	const cJSON *want = json_get(expect, "data");
	const cJSON *body = json_get(json_get(o->json, "response"), "body");

	if (json_is_true(json_get(want, "__blokRespond__")))
		want = json_get(want, "body");
	check_member(name, "data", body, want);
}

static void run_probe(const cJSON *probe)
{
	const char *name = json_get_string(probe, "name");
	const cJSON *expect = json_get(probe, "expect");
	char *workflow_text = json_text(json_get(probe, "workflow"));
	char *request_text = json_text(json_get(probe, "request"));
	char workflow[400], request[400], docs[400];
	struct outcome o;

	snprintf(workflow, sizeof workflow, "%s", corpus_write("probe.json", workflow_text));
	snprintf(request, sizeof request, "%s", corpus_write("request.json", request_text));
	snprintf(docs, sizeof docs, "%s/docs", corpus_folder());
	o = corpus_run((const char *[]){"--json", "workflow", "run", "--no-store", workflow, "--with",
			       docs, "--request", request, NULL},
		json_get(probe, "env"));
	check_probe(name, &o, expect);
	check_data(name, &o, expect);
	outcome_release(&o);
	free(workflow_text);
	free(request_text);
}

TEST(every_probe_behaves_as_the_original)
{
	static const char child[] = "{\"name\":\"child\",\"version\":\"1.0.0\",\"trigger\":{\"manual\":{}},"
				    "\"steps\":[{\"id\":\"c\",\"use\":\"@blokjs/expr\",\"inputs\":{\"expression\":"
				    "\"({got: ctx.request.body, st: Object.keys(ctx.state)})\"}}]}";
	static const char mw[] = "{\"name\":\"mw\",\"version\":\"1.0.0\",\"middleware\":true,"
				 "\"steps\":[{\"id\":\"mwstep\",\"use\":\"@blokjs/expr\","
				 "\"inputs\":{\"expression\":\"'from-mw'\"}}]}";
	const char *path = test_shared("corpus/blok/probes.json");
	struct stub_server *stub = path ? stub_start() : NULL;
	char base[100], docs[300], *text;
	struct str bytes = {0};
	struct err err;
	cJSON *probes = NULL;

	if (!path)
		return;
	snprintf(base, sizeof base, "http://127.0.0.1:%d", stub_port(stub));
	snprintf(docs, sizeof docs, "%s/docs", corpus_folder());
	fs_make_dirs(docs, 0700, &err);
	corpus_write("docs/child.json", child);
	corpus_write("docs/mw.json", mw);
	fs_read(path, (size_t)8 * 1024 * 1024, &bytes, &err);
	text = corpus_replace(str_text(&bytes), base);
	CHECK(json_parse(text, strlen(text), &probes, &err));
	json_each(probe, probes)
		run_probe(probe);
	printf("# %zu probes\n", json_count(probes));
	stub_stop(stub);
	json_free(probes);
	free(text);
	str_release(&bytes);
}
