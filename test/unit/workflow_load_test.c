#include "core/base/str.h"
#include "core/node/kinds.h"
#include "core/workflow/registry.h"
#include "core/workflow/workflow.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* What is told of documents while they are loaded: "code: message" of each finding. */

#define LEN(list) (sizeof(list) / sizeof *(list))
#define HEAD "name: test\nversion: 1.0.0\n"
#define MANUAL "trigger: {manual: {}}\n"
#define STEP "steps: [{id: abc, use: expr, inputs: {expression: \"1\"}}]\n"
#define ONE "{id: one, use: expr, inputs: {expression: \"1\"}}"

static const char *findings(const char *text)
{
	static struct str out;
	struct diags diags = {0};
	struct workflow *wf =
		workflow_load_text("test.yaml", text, strlen(text), &node_kinds_only, &diags);

	str_clear(&out);
	for (size_t i = 0; i < diags.list.len; i++)
		str_addf(&out, "%s%s%s: %s", i ? "; " : "",
			diags.list.at[i].severity == DIAG_ERROR ? "" : "(warning) ",
			diags.list.at[i].code, diags.list.at[i].message);
	CHECK_INT(wf == NULL, diags.errors > 0);
	workflow_free(wf);
	diags_release(&diags);
	return str_text(&out);
}

struct wrong {
	const char *text, *want;
};

static void check_steps(const struct wrong *cases, size_t len)
{
	struct str text = {0};

	for (size_t i = 0; i < len; i++) {
		const char *got;

		str_clear(&text);
		str_addf(&text, HEAD MANUAL "steps: [%s]\n", cases[i].text);
		got = findings(text.at);
		if (strcmp(got, cases[i].want) != 0)
			test_failed(__FILE__, __LINE__, "%s\n# got  \"%s\"\n# want \"%s\"",
				cases[i].text, got, cases[i].want);
	}
	str_release(&text);
}

static void check_documents(const struct wrong *cases, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char *got = findings(cases[i].text);

		if (strcmp(got, cases[i].want) != 0)
			test_failed(__FILE__, __LINE__, "%s\n# got  \"%s\"\n# want \"%s\"",
				cases[i].text, got, cases[i].want);
	}
}

TEST(containers_are_told_what_they_lack)
{
	static const struct wrong cases[] = {
		{"{id: b, branch: {then: []}}", "missing-key: 'branch' has no 'when'"},
		{"{id: b, branch: {when: \"\", then: [" ONE "]}}", "value: 'when' is empty"},
		{"{id: b, branch: {when: 5, then: [" ONE "]}}",
			"type: 'when' must be an expression in a string, not a number"},
		{"{id: b, branch: {when: {$ref: {step: a}}, then: [" ONE "]}}",
			"reference: 'when' cannot be a $ref or a $tpl"},
		{"{id: b, branch: {when: \"true\"}}", "missing-key: 'branch' has no 'then'"},
		{"{id: b, branch: {when: \"true\", then: {}}}",
			"type: 'then' must be an array, not an object"},
		{"{id: b, branch: {when: \"true\", then: [" ONE "], els: []}}",
			"(warning) unknown-key: 'branch' has no key 'els'"},
		{"{id: b, branch: []}", "type: 'branch' must be an object, not an array"},
		{"{id: f, forEach: {as: n, do: [" ONE "]}}", "missing-key: 'forEach' has no 'in'"},
		{"{id: f, forEach: {in: items, as: n, do: [" ONE "]}}",
			"foreach-in: 'in' is plain text, not a list"},
		{"{id: f, forEach: {in: \"${ctx.state.x}\", as: n, do: [" ONE "]}}",
			"foreach-in: 'in' is plain text, not a list"},
		{"{id: f, forEach: {in: 5, as: n, do: [" ONE "]}}",
			"type: 'in' must be an array or an expression, not a number"},
		{"{id: f, forEach: {in: {a: 1}, as: n, do: [" ONE "]}}",
			"type: 'in' must be an array or an expression, not an object"},
		{"{id: f, forEach: {in: {$ref: {step: one}}, as: n, do: [" ONE "]}}",
			"reference: 'in' cannot be a $ref or a $tpl"},
		{"{id: f, forEach: {in: [1], do: [" ONE "]}}",
			"missing-key: 'forEach' has no 'as'"},
		{"{id: f, forEach: {in: [1], as: 1st, do: [" ONE "]}}",
			"value: 'as' is no name: '1st'"},
		{"{id: f, forEach: {in: [1], as: \"a-b\", do: [" ONE "]}}",
			"value: 'as' is no name: 'a-b'"},
		{"{id: f, forEach: {in: [1], as: \"\", do: [" ONE "]}}",
			"value: 'as' is no name: ''"},
		{"{id: f, forEach: {in: [1], as: 5, do: [" ONE "]}}",
			"type: 'as' must be a string, not a number"},
		{"{id: f, forEach: {in: [1], as: n, mode: both, do: [" ONE "]}}",
			"value: 'mode' must be sequential or parallel"},
		{"{id: f, forEach: {in: [1], as: n, concurrency: 0, do: [" ONE "]}}",
			"range: 'concurrency' must be between 1 and 1000"},
		{"{id: f, forEach: {in: [1], as: n, concurrency: x, do: [" ONE "]}}",
			"type: 'concurrency' must be a number, not a string"},
		{"{id: f, forEach: {in: [1], as: n}}", "missing-key: 'forEach' has no 'do'"},
		{"{id: f, forEach: {in: [1], as: n, do: []}}", "no-steps: 'do' has no steps"},
		{"{id: f, forEach: {in: [1], as: n, do: [{id: x, use: expr, as: n, inputs: "
		 "{expression: \"1\"}}]}}",
			"name-collision: 'n' is the variable of the forEach 'f', too"},
		{"{id: f, forEach: {in: [1], as: n, do: [{id: g, forEach: {in: [1], as: n, do: "
		 "[" ONE "]}}]}}",
			"name-collision: 'n' is the variable of the enclosing forEach 'f'"},
		{"{id: l, loop: {do: [" ONE "]}}", "missing-key: 'loop' has no 'while'"},
		{"{id: l, loop: {while: \"true\", maxIterations: 0.5, do: [" ONE "]}}",
			"range: 'maxIterations' must be between 1 and 1000000000"},
		{"{id: l, loop: {while: \"true\"}}", "missing-key: 'loop' has no 'do'"},
		{"{id: s, switch: {cases: []}}",
			"missing-key: 'switch' has no 'on'; missing-key: 'switch' has no cases"},
		{"{id: s, switch: {on: {$tpl: [a]}, cases: [{when: 1, do: [" ONE "]}]}}",
			"reference: 'on' cannot be a $ref or a $tpl"},
		{"{id: s, switch: {on: 1}}", "missing-key: 'switch' has no cases"},
		{"{id: s, switch: {on: 1, cases: [5, {do: [" ONE
		 "]}, {when: 1}, {when: 2, do: [], els: 1}]}}",
			"type: a case must be an object; missing-key: 'case' has no 'when'; "
			"missing-key: 'case' has no 'do'; (warning) unknown-key: a case has no key "
			"'els'; no-steps: 'do' has no steps"},
		{"{id: s, switch: {on: 1, cases: [{when: {$ref: {step: one}}, do: [" ONE
		 "]}], default: []}}",
			"reference: 'when' cannot be a $ref or a $tpl"},
		{"{id: t, tryCatch: {try: [" ONE "]}}", "missing-key: 'tryCatch' has no 'catch'"},
		{"{id: t, tryCatch: {try: [], catch: [" ONE "]}}", "no-steps: 'try' has no steps"},
		{"{id: w, wait: 5}", "type: 'wait' must be an object"},
		{"{id: w, wait: 5s}", "type: 'wait' must be an object"},
		{"{id: w, wait: {}}", "wait: a wait has exactly one of 'for' and 'until'"},
		{"{id: w, wait: {for: 1s, until: 5}}",
			"wait: a wait has exactly one of 'for' and 'until'"},
		{"{id: w, wait: {for: \"ctx.state.x\"}}",
			"unresolvable-wait: 'for' looks like an expression but is plain text"},
		{"{id: w, wait: {until: \"$.x\"}}",
			"unresolvable-wait: 'until' looks like an expression but is plain text"},
		{"{id: w, wait: {until: \"${ctx.state.x}\"}}",
			"unresolvable-wait: 'until' looks like an expression but is plain text"},
		{"{id: w, wait: {for: \"{{x}}\"}}",
			"unresolvable-wait: 'for' looks like an expression but is plain text"},
		{"{id: w, wait: {for: soon}}", "duration: 'for' is no duration"},
		{"{id: w, wait: {for: -1}}", "duration: 'for' is no duration"},
		{"{id: w, wait: {for: 1.5}}", "duration: 'for' is no duration"},
		{"{id: w, wait: {for: 1s}, retry: {maxAttempts: 2}, spread: true, maxDuration: 1s}",
			"wait: a wait has no 'retry'; wait: a wait has no 'maxDuration'; wait: a "
			"wait has no 'spread'"},
	};

	check_steps(cases, LEN(cases));
}

TEST(steps_are_told_what_is_wrong_with_them)
{
	static const struct wrong cases[] = {
		{"5", "type: a step must be an object, not a number"},
		{"{use: expr, inputs: {expression: \"1\"}}", "missing-id: a step has no 'id'"},
		{"{id: \"\", use: expr, inputs: {expression: \"1\"}}",
			"missing-id: a step's id is empty"},
		{"{id: 5, use: expr, inputs: {expression: \"1\"}}",
			"type: 'id' must be a string, not a number"},
		{"{name: ab, node: expr, inputs: {expression: \"1\"}}",
			"(warning) short-name: Blok wants a step's name to have 3 characters or "
			"more"},
		{"{id: abc, name: abc, use: expr, inputs: {expression: \"1\"}}",
			"name-and-id: a step has 'id' or 'name', not both"},
		{"{id: \"\", name: abc, use: expr, inputs: {expression: \"1\"}}",
			"name-and-id: a step has 'id' or 'name', not both"},
		{ONE ", " ONE, "duplicate-id: the id 'one' stands twice"},
		{"{id: abc}", "missing-use: the step 'abc' does nothing"},
		{"{id: abc, use: \"\"}", "missing-use: the step 'abc' does nothing"},
		{"{id: abc, use: 5}", "type: 'use' must be a string, not a number; missing-use: "
				      "the step 'abc' does nothing"},
		{"{id: abc, use: expr, node: expr, inputs: {expression: \"1\"}}",
			"node-and-use: a step has 'use' or 'node', not both"},
		{"{id: abc, use: \"\", node: expr, inputs: {expression: \"1\"}}",
			"node-and-use: a step has 'use' or 'node', not both"},
		{"{id: abc, use: exprs}", "unknown-node: there is no node 'exprs'"},
		{"{id: abc, use: zzzzzzzzzz}", "unknown-node: there is no node 'zzzzzzzzzz'"},
		{"{id: abc, use: redis-kv}",
			"(warning) node-unsupported: 'redis-kv' cannot run here: it needs Redis; "
			"'kv' keeps values in the store"},
		{"{id: abc, use: \"runtime.go:thing\"}",
			"(warning) node-unsupported: 'runtime.go:thing' cannot run here: there is "
			"no 'runtime.go'"},
		{"{id: abc, use: runtime.go}", "(warning) node-unsupported: 'runtime.go' cannot "
					       "run here: there is no 'runtime.go'"},
		{"{id: abc, use: thing, type: runtime.ruby}",
			"(warning) node-unsupported: 'thing' cannot run here: there is no "
			"'runtime.ruby'"},
		{"{id: abc, use: expr}",
			"inputs: expr: inputs must have required property 'expression'"},
		{"{id: abc, use: expr, inputs: 5}",
			"type: 'inputs' must be an object, not a number; inputs: expr: inputs must "
			"have required property 'expression'"},
		{"{id: abc, use: sleep, inputs: {for: {a: 1}}}",
			"inputs: sleep: inputs/for must be number,string"},
		{"{id: abc, use: expr, as: x, spread: true, inputs: {expression: \"1\"}}",
			"as-and-spread: a step has 'as' or 'spread', not both"},
		{"{id: abc, use: expr, as: 5, inputs: {expression: \"1\"}}",
			"type: 'as' must be a string, not a number"},
		{"{id: abc, use: expr, spread: 5, inputs: {expression: \"1\"}}",
			"type: 'spread' must be true or false, not a number"},
		{"{id: abc, use: expr, set_var: true, inputs: {expression: \"1\"}}",
			"set-var: 'set_var' belongs to v1 steps"},
		{"{name: abc, node: expr, set_var: 5, inputs: {expression: \"1\"}}",
			"type: 'set_var' must be true or false, not a number"},
		{"{id: abc, use: expr, retry: 5, inputs: {expression: \"1\"}}",
			"type: 'retry' must be an object, not a number"},
		{"{id: abc, use: expr, retry: {}, inputs: {expression: \"1\"}}",
			"retry: 'retry' has no 'maxAttempts'"},
		{"{id: abc, use: expr, retry: {maxAttempts: 21}, inputs: {expression: \"1\"}}",
			"range: 'maxAttempts' must be between 1 and 20"},
		{"{id: abc, use: expr, retry: {maxAttempts: 2, minTimeoutInMs: 5, maxTimeoutInMs: "
		 "1}, inputs: {expression: \"1\"}}",
			"retry: 'minTimeoutInMs' is larger than 'maxTimeoutInMs'"},
		{"{id: abc, use: expr, retry: {maxAttempts: 2, factor: 0, jitter: 2, "
		 "nonRetryableErrorNames: x, more: 1}, inputs: {expression: \"1\"}}",
			"(warning) unknown-key: 'retry' has no key 'more'; range: 'factor' must be "
			"between 1 and 1000; range: 'jitter' must be between 0 and 1; type: "
			"'nonRetryableErrorNames' must be an array, not a string"},
		{"{id: abc, use: expr, idempotencyKey: ctx.state.x, inputs: {expression: \"1\"}}",
			"unresolvable-key: 'idempotencyKey' looks like an expression but is plain "
			"text"},
		{"{id: abc, use: expr, idempotencyKey: \"$.x\", inputs: {expression: \"1\"}}",
			"unresolvable-key: 'idempotencyKey' looks like an expression but is plain "
			"text"},
		{"{id: abc, use: expr, idempotencyKey: \"a{{x}}\", inputs: {expression: \"1\"}}",
			"unresolvable-key: 'idempotencyKey' looks like an expression but is plain "
			"text"},
		{"{id: abc, use: expr, idempotencyKey: k, idempotencyKeyTTL: -1, inputs: "
		 "{expression: \"1\"}}",
			"range: 'idempotencyKeyTTL' must be between 0 and 1125899906842624"},
		{"{id: abc, use: expr, onCrash: panic, inputs: {expression: \"1\"}}",
			"value: 'onCrash' cannot be 'panic'"},
		{"{id: abc, use: expr, onCrash: ask, inputs: {expression: \"1\"}}", ""},
		{"{id: abc, use: expr, maxDuration: soon, inputs: {expression: \"1\"}}",
			"duration: 'maxDuration' is no duration"},
		{"{id: abc, use: expr, actve: true, inputs: {expression: \"1\"}}",
			"(warning) unknown-key: a step has no key 'actve'"},
		{"{id: abc, subworkflow: \"\"}", "value: 'subworkflow' is empty"},
		{"{id: abc, subworkflow: other, dispatch: by-mail}",
			"value: 'dispatch' must be in-process or http-self"},
		{"{id: abc, subworkflow: other, dispatch: http-self}",
			"(warning) dispatch: 'http-self' needs a server; the sub-workflow runs in "
			"this process"},
		{"{id: abc, subworkflow: other, dispatch: in-process, allowList: x, inputs: 5}",
			"type: 'inputs' must be an object, not a number; type: 'allowList' must be "
			"an array, not a string"},
		{"{name: abc, node: if-else}",
			"condition: the if-else step 'abc' has no conditions"},
		{"{name: abc, node: if-else, conditions: []}",
			"condition: the if-else step 'abc' has no conditions"},
		{"{name: abc, node: if-else, conditions: [{type: unless}]}",
			"condition: a condition's 'type' must be 'if' or 'else'"},
		{"{name: abc, node: if-else, conditions: [{type: else, steps: []}]}",
			"condition: 'else' stands last, behind an 'if'"},
		{"{name: abc, node: if-else, conditions: [{type: if, condition: \"true\", steps: "
		 "[]}, {type: else}, {type: if, condition: 5}]}",
			"condition: 'else' stands last, behind an 'if'; type: 'condition' must be "
			"a string"},
		{"{name: abc, node: if-else, inputs: {conditions: [{type: if, condition: \"\", "
		 "steps: []}]}}",
			""},
	};

	check_steps(cases, LEN(cases));
}

TEST(documents_are_told_what_is_wrong_with_them)
{
	static const struct wrong cases[] = {
		{"[1]", "type: a workflow must be an object, not an array"},
		{HEAD "no" STEP, "(warning) unknown-key: a workflow has no key 'nosteps'; "
				 "(warning) missing-trigger: the workflow has no 'trigger'; "
				 "no-steps: the workflow has no 'steps'"},
		{HEAD MANUAL, "no-steps: the workflow has no 'steps'"},
		{HEAD MANUAL "steps: []", "no-steps: a workflow must have at least one step"},
		{HEAD MANUAL "steps: {}", "type: 'steps' must be an array, not an object"},
		{"name: ab\nversion: \"1\"\n" MANUAL STEP,
			"(warning) short-name: Blok wants a workflow's name to have 3 characters "
			"or more; (warning) short-version: Blok wants a version to have 5 "
			"characters or more"},
		{MANUAL STEP, "(warning) missing-name: the workflow has no 'name'; (warning) "
			      "missing-version: the workflow has no 'version'"},
		{"name: 5\nversion: [1]\n" MANUAL STEP,
			"type: 'name' must be a string, not a number; type: 'version' must be a "
			"string, not an array"},
		{HEAD STEP, "(warning) missing-trigger: the workflow has no 'trigger'"},
		{HEAD "middleware: true\n" STEP, ""},
		{HEAD MANUAL "middleware: 5\n" STEP,
			"type: 'middleware' must be true or an array of names"},
		{HEAD MANUAL "middleware: [a, 5]\n" STEP,
			"type: a middleware is named by a string, not a number"},
		{HEAD MANUAL "budget: -1\n" STEP,
			"value: 'budget' must be dollars from 0 to 1,000,000"},
		{HEAD MANUAL "budget: {usd: x}\n" STEP,
			"value: 'budget' must be dollars from 0 to 1,000,000"},
		{HEAD MANUAL "budget: {}\n" STEP,
			"value: 'budget' must be dollars from 0 to 1,000,000"},
		{HEAD MANUAL "budget: 0.5\n" STEP, ""},
		{HEAD MANUAL "budget: {usd: 2}\n" STEP, ""},
		{HEAD MANUAL "more: 1\n" STEP,
			"(warning) unknown-key: a workflow has no key 'more'"},
		{HEAD MANUAL "nodes: {x: {}}\nschemaVersion: \"2\"\n" STEP,
			"v1-nodes: a document of schemaVersion 2 has no 'nodes'"},
		{HEAD "trigger: 5\n" STEP, "type: 'trigger' must be an object, not a number"},
		{HEAD "trigger: {}\n" STEP, ""},
		{HEAD "trigger: {http: {method: FETCH}}\n" STEP,
			"trigger: trigger http/method must be equal to one of the allowed values"},
		{HEAD "trigger: {http: {method: \"*\", path: 5, more: 1}}\n" STEP,
			"trigger: trigger http/path must be string; (warning) unknown-key: the "
			"trigger 'http' has no key 'more'; (warning) method: the method \"*\" is "
			"the older spelling of ANY"},
		{HEAD "trigger: {http: {middleware: [1]}}\n" STEP,
			"trigger: trigger http/middleware/0 must be string"},
		{HEAD "trigger: {http: 5}\n" STEP,
			"type: the trigger 'http' must be an object, not a number"},
		{HEAD "trigger: {http: null}\n" STEP, ""},
		{HEAD "trigger: {cron: {}}\n" STEP,
			"trigger: trigger cron must have required property 'schedule'"},
		{HEAD "trigger: {queue: {}}\n" STEP,
			"(warning) trigger: Blok refuses the trigger 'queue'"},
		{HEAD "trigger: {htp: {}}\n" STEP,
			"(warning) unknown-key: there is no trigger 'htp'"},
		{HEAD "trigger: {xxxxxxxxxxxx: {}}\n" STEP,
			"(warning) unknown-key: there is no trigger 'xxxxxxxxxxxx'"},
		{HEAD "trigger: {http: {concurrencyKey: a, middleware: [x]}, worker: {queue: q, "
		      "concurrencyKey: b, middleware: [y]}}\n" STEP,
			""},
		{HEAD "trigger: {http: {concurrencyKey: a, onLimit: queue, "
		      "concurrencyQueueTimeoutMs: 5}}\n" STEP,
			""},
		{"_blokV2: true\n_config: {name: test, version: 1.0.0, trigger: {manual: {}}, "
		 "steps: [" ONE "]}",
			""},
	};

	check_documents(cases, LEN(cases));
}
