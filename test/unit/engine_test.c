#include "core/base/mem.h"
#include "core/engine/run.h"
#include "core/node/kinds.h"
#include "core/workflow/check.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* Small documents, run without a store; what stands in the state, in the
 * response and in the failure. */

#define EXPR(id, code) "{id: " id ", use: expr, inputs: {expression: \"" code "\"}}"

static char *shown;

/* "completed STATE" or "STATUS outer_id|path|code|message" */
static const char *run_with(const char *steps, const char *others)
{
	struct registry *registry = registry_new(&node_kinds_only);
	struct diags diags = {0};
	struct str text = {0};
	struct run_options o = {.registry = registry, .signal_fd = -1};
	struct workflow *wf, *other = NULL;
	struct run_result result;
	struct err err;

	str_addf(&text, "name: test\nversion: 1.0.0\ntrigger: {manual: {}}\nsteps: [%s]\n", steps);
	wf = workflow_load_text("test.yaml", text.at, text.len, &node_kinds_only, &diags);
	if (others)
		other = workflow_load_text("other.yaml", others, strlen(others), &node_kinds_only, &diags);
	if (other)
		registry_add_loaded(registry, other);
	str_clear(&text);
	if (!wf) {
		str_addf(&text, "refused: %s", diags.list.at[0].message);
	} else {
		registry_add_loaded(registry, wf);
		o.request = run_request(wf, NULL);
		CHECK(run_execute(wf, &o, &result, &err));
		str_addf(&text, "%s ", result.status);
		if (str_eq(result.status, "completed"))
			json_print(&text, result.state, JSON_COMPACT);
		else
			str_addf(&text, "%s|%s|%d|%s", result.failure.outer_id, result.failure.path,
				result.failure.code, result.failure.message);
		run_result_release(&result);
		json_free((cJSON *)o.request);
	}
	workflow_free(wf);
	registry_free(registry);
	workflow_free(other);
	diags_release(&diags);
	free(shown);
	return shown = str_take(&text);
}

static const char *run(const char *steps)
{
	return run_with(steps, NULL);
}

TEST(stored_shapes_of_each_kind)
{
	CHECK_STR(run(EXPR("a", "({x: 1})") ", {id: b, use: expr, as: c, inputs: {expression: \"2\"}},"
			"{id: s, use: expr, spread: true, inputs: {expression: \"({p: 1, q: 2})\"}},"
			"{id: e, use: expr, ephemeral: true, inputs: {expression: \"3\"}}," EXPR("z", "ctx.prev.data")),
		"completed {\"a\":{\"x\":1},\"c\":2,\"p\":1,\"q\":2,\"z\":3}");
	CHECK_STR(run("{id: sw, switch: {on: nope, cases: [{when: x, do: [" EXPR("t", "1") "]}]}}"),
		"completed {\"sw\":null}");
	CHECK_STR(run(EXPR("u", "undefined") "," EXPR("n", "null")), "completed {\"n\":null}");
}

TEST(switch_compares_strictly_and_takes_lists)
{
	CHECK_STR(run("{id: s, switch: {on: js/1, cases: [{when: \"1\", do: [" EXPR("a", "1") "]},"
			"{when: [0, 1], do: [" EXPR("b", "2") "]}], default: [" EXPR("c", "3") "]}}"),
		"completed {\"b\":2,\"s\":{\"steps\":[],\"data\":2,\"error\":null,\"success\":true,"
		"\"contentType\":\"\"}}");
}

TEST(foreach_keeps_order_and_leaks_nothing)
{
	const char *want = "completed {\"f\":[0,10,20,30,40,50,60,70,80,90],\"z\":[\"f\"]}";

	CHECK_STR(run("{id: f, forEach: {in: \"js/Array.from({length: 10}, (_, i) => i)\", as: n, do: ["
			"{id: p, use: ctx-publish, inputs: {name: leak, value: 1}}," EXPR("m", "ctx.state.n * 10")
			"]}}," EXPR("z", "Object.keys(ctx.state)")),
		want);
	CHECK_STR(run("{id: f, forEach: {in: \"js/Array.from({length: 10}, (_, i) => i)\", as: n, mode: parallel,"
			"concurrency: 4, do: [{id: p, use: sleep, inputs: {for: \"js/10 - ctx.state.n\"}},"
			EXPR("m", "ctx.state.n * 10") "]}}," EXPR("z", "Object.keys(ctx.state)")),
		want);
	CHECK_STR(run("{id: f, forEach: {in: \"js/[1, 2]\", as: n, do: [{id: x, use: expr, active: false,"
			"inputs: {expression: \"1\"}}]}}"),
		"completed {\"f\":[null,null]}");
}

TEST(foreach_ends_the_others_at_their_next_step)
{
	/* each item naps first: the quickest fails, the others are not reached */
	CHECK_STR(run("{id: f, forEach: {in: \"js/[3, 2, 1]\", as: n, mode: parallel, do: ["
			"{id: w, use: sleep, inputs: {for: \"js/ctx.state.n * 40\"}},"
			"{id: t, use: throw, inputs: {message: \"n${ctx.state.n}\", code: 418}}]}}"),
		"failed f|f[2]/t|418|n1");
	CHECK_STR(run("{id: f, forEach: {in: \"js/({a: 1})\", as: n, do: [" EXPR("x", "1") "]}}"),
		"failed f|f|500|forEach.in of 'f' is not an array but object");
}

TEST(stop_ends_its_list)
{
	CHECK_STR(run(EXPR("a", "1") ", {id: b, use: expr, stop: true, inputs: {expression: \"2\"}},"
			EXPR("c", "3")),
		"completed {\"a\":1}");
	CHECK_STR(run("{id: w, switch: {on: js/1, cases: [{when: js/1, do: [" EXPR("x", "1")
			", {id: y, use: expr, stop: true, inputs: {expression: \"2\"}}]}]}}," EXPR("z", "3")),
		"completed {\"x\":1,\"w\":{\"steps\":[],\"data\":1,\"error\":null,\"success\":true,"
		"\"contentType\":\"\"},\"z\":3}");
}

TEST(catch_and_finally)
{
	CHECK_STR(run("{id: t, tryCatch: {try: [{id: a, use: throw, inputs: {message: one}}],"
			"catch: [{id: b, use: throw, inputs: {message: two, name: Second, code: 409}}],"
			"finally: [" EXPR("c", "ctx.error.message") "]}}"),
		"failed t|t/b|409|two");
	CHECK_STR(run("{id: t, tryCatch: {try: [" EXPR("a", "1") "], catch: [" EXPR("b", "2") "],"
			"finally: [{id: c, use: throw, inputs: {message: last}}]}}"),
		"failed t|t/c|500|last");
}

TEST(publish_of_a_failed_step_writes_nothing)
{
	CHECK_STR(run("{id: t, tryCatch: {try: [" EXPR("a", "nope.x") "], catch: [" EXPR("b", "ctx.error.name")
			"]}}," EXPR("z", "'a' in ctx.state")),
		"completed {\"b\":\"ReferenceError\",\"t\":{\"steps\":[],\"data\":\"ReferenceError\",\"error\":null,"
		"\"success\":true,\"contentType\":\"\"},\"z\":false}");
}

TEST(retry_resolves_inputs_once_and_gives_up)
{
	CHECK_STR(run("{id: r, use: throw, retry: {maxAttempts: 3, minTimeoutInMs: 1}, inputs: {message: m}}"),
		"failed r|r|500|m");
	CHECK_STR(run("{id: r, use: sleep, maxDuration: 20ms, inputs: {for: 10s}}"),
		"timedOut r|r|504|Step 'r' exceeded maxDuration of 20ms");
}

TEST(subworkflows_start_fresh_and_give_an_envelope)
{
	static const char child[] = "name: child\nversion: 1.0.0\ntrigger: {manual: {}}\n"
				    "steps: [" EXPR("k", "Object.keys(ctx.state).length + ctx.request.body.n") "]\n";

	CHECK_STR(run_with(EXPR("a", "1") ", {id: s, subworkflow: child, inputs: {n: js/41}},"
			EXPR("z", "ctx.state.s.data + 1"), child),
		"completed {\"a\":1,\"s\":{\"steps\":[],\"data\":41,\"error\":null,\"success\":true,"
		"\"contentType\":\"\"},\"z\":42}");
	CHECK_STR(run_with("{id: s, subworkflow: js/'ch' + 'ild', allowList: [other]}", child),
		"failed s|s|403|the sub-workflow 'child' is not in the allowList of 's'");
	CHECK_STR(run("{id: s, subworkflow: test}"),
		"failed s|s/s/s/s/s/s/s/s/s/s/s|500|sub-workflows are nested deeper than 10");
}

TEST(v1_set_var_keeps_the_response)
{
	CHECK_STR(run("{name: first, node: mapper, inputs: {model: 1}},"
		      "{name: second, node: mapper, set_var: true, inputs: {model: 2}},"
		      "{name: third, node: mapper, inputs: {model: js/ctx.response.data}}"),
		"completed {\"first\":1,\"second\":2,\"third\":1}");
	CHECK_STR(run("{name: first, node: mapper, set_var: false, inputs: {model: 1}},"
		      "{name: third, node: mapper, inputs: {model: js/ctx.response.data}}"),
		"completed {\"third\":1}");
}

TEST(a_resolved_value_is_never_scanned_again)
{
	CHECK_STR(run("{id: a, use: mapper, inputs: {model: \"${'js/' + '6*7'}\"}},"
		      "{id: b, use: mapper, inputs: {model: \"${'${' + '6*7}'}\"}},"
		      "{id: c, use: mapper, inputs: {model: \"${[1, 2].map(x => ({a: x})).length}${'}'}\"}}"),
		"completed {\"a\":\"js/6*7\",\"b\":\"${6*7}\",\"c\":\"2}\"}");
}

TEST(frozen_state)
{
	CHECK_STR(run(EXPR("a", "({n: 1})") "," EXPR("b", "(() => { ctx.state.a.n = 2; })()")),
		"failed b|b|500|Cannot assign to read only property 'n' of object '#<Object>'");
}
