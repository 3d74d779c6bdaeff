#include "cmd/workflow_test.h"

/* Ids of what ran, in the order of the document, each once. */
static cJSON *steps_run(const cJSON *steps)
{
	cJSON *ids = json_new_array();

	json_each(step, steps) {
		const char *id = json_get_string(step, "id");
		bool there = !json_is_null(json_get(step, "middleware")) ||
			str_eq(json_get_string(step, "status"), "skipped");

		json_each(known, ids)
			there = there || str_eq(known->valuestring, id);
		if (!there)
			json_append_take(ids, json_new_string(id));
	}
	return ids;
}

struct step_search {
	const char *id;
	bool found;
};

static void look_at(void *self, const struct step *step, int depth)
{
	struct step_search *search = self;

	(void)depth;
	search->found = search->found || str_eq(step->id, search->id);
}

/* {id: status} of the steps that the expectation names; a step that the run
 * never came to is skipped, too. */
static cJSON *step_statuses(const struct workflow *wf, const cJSON *steps, const cJSON *wanted)
{
	cJSON *statuses = json_new_object();

	json_each(want, wanted) {
		struct step_search search = {.id = want->string};
		const char *status = NULL;

		json_each(step, steps)
			if (str_eq(json_get_string(step, "id"), want->string))
				status = json_get_string(step, "status");
		workflow_each_step(&wf->steps, look_at, &search);
		if (!status && search.found)
			status = "skipped";
		if (status)
			json_set_string(statuses, want->string, status);
	}
	return statuses;
}

static void compare_steps(struct differences *d, const struct workflow *wf, const cJSON *got,
	const cJSON *want)
{
	const cJSON *steps = json_get(got, "steps");
	struct differences own = {0};
	cJSON *value;

	if (json_is_object(want)) {
		value = step_statuses(wf, steps, want);
		compare_values(d, "steps", value, want, COMPARE_SUBSET);
		json_free(value);
		return;
	}
	/* One step more, and every place differs: the whole list says it better. */
	value = steps_run(steps);
	compare_values(&own, "steps", value, want, COMPARE_EXACT);
	if (own.list.len)
		differences_add_take(d, "steps", want, value, want);
	else
		json_free(value);
	differences_release(&own);
}

/* A run that failed must have been expected to. */
static bool failure_expected(const cJSON *expect)
{
	return json_get(expect, "run_status") || json_get(expect, "error") ||
		json_get_number(expect, "status", 0) >= 400;
}

void workflow_test_compare(struct differences *d, const struct workflow *wf, const cJSON *got,
	const struct fixture_test *test)
{
	const cJSON *expect = test->expect, *response = json_get(got, "response");
	const char *status = json_get_string(got, "status");

	if (!str_eq(status, "completed") && !failure_expected(expect)) {
		cJSON *completed = json_new_string("completed");

		differences_add_take(d, "run_status", expect ? expect : test->at,
			json_new_string(status), completed);
		json_free(completed);
	}
	json_each(want, expect) {
		const char *key = want->string;

		if (str_eq(key, "status"))
			compare_values(d, key, json_get(response, "status"), want, COMPARE_EXACT);
		else if (str_eq(key, "body"))
			compare_values(d, key, json_get(response, "body"), want, COMPARE_EXACT);
		else if (str_eq(key, "run_status"))
			compare_values(d, key, json_get(got, "status"), want, COMPARE_EXACT);
		else if (str_eq(key, "steps"))
			compare_steps(d, wf, got, want);
		else
			compare_values(d, key, json_get(got, key), want, COMPARE_SUBSET);
	}
}
