#include "core/workflow/load.h"

#include "core/base/clock.h"

#include <stdio.h>
#include <string.h>

static void report_missing(struct loader *l, const cJSON *spec, const char *key)
{
	load_error(l, spec, "missing-key", NULL, "'%s' has no '%s'",
		spec->string ? spec->string : "case", key);
}

/* A list of steps that must be there and must not be empty. */
static struct block required_block(struct loader *l, const cJSON *spec, const char *key)
{
	const cJSON *list = load_array(l, spec, key);

	if (list && !list->child)
		load_error(l, list, "no-steps", NULL, "'%s' has no steps", key);
	else if (!json_get(spec, key))
		report_missing(l, spec, key);
	return load_block(l, list, V2);
}

static bool is_reference(const cJSON *value)
{
	return json_get(value, "$ref") || json_get(value, "$tpl");
}

/* A position that holds a raw expression. */
static const struct code *required_code(struct loader *l, const cJSON *spec, const char *key)
{
	const cJSON *text = json_get(spec, key);

	if (!text)
		report_missing(l, spec, key);
	else if (is_reference(text))
		load_error(l, text, "reference", "write the expression: \"ctx.state.step.key\"",
			"'%s' cannot be a $ref or a $tpl", key);
	else if (!json_is_string(text))
		load_error(l, text, "type", NULL, "'%s' must be an expression in a string, not %s",
			key, json_type_phrase(text));
	else if (!*text->valuestring)
		load_error(l, text, "value", NULL, "'%s' is empty", key);
	else
		return code_compile_raw(l->c, text);
	return NULL;
}

/* A position that holds a value with expressions in it. */
static const struct binding *required_value(struct loader *l, const cJSON *spec, const char *key)
{
	const cJSON *value = json_get(spec, key);

	if (!value) {
		report_missing(l, spec, key);
		return NULL;
	}
	if (is_reference(value)) {
		load_error(l, value, "reference", "write it as \"js/ctx.state.step.key\"",
			"'%s' cannot be a $ref or a $tpl", key);
		return NULL;
	}
	return binding_compile(l->c, value);
}

static void add_arm(struct step *step, struct arm arm)
{
	step->arms[step->arms_len++] = arm;
}

void load_branch(struct loader *l, struct step *step, const cJSON *spec)
{
	static const char *const keys[] = {"when", "then", "else", NULL};
	const struct code *when = required_code(l, spec, "when");
	const cJSON *otherwise = load_array(l, spec, "else");

	load_unknown_keys(l, spec, keys, "'branch'");
	step->arms = arena_array(l->c->arena, struct arm, 2);
	if (!json_get(spec, "then"))
		load_error(l, spec, "missing-key", NULL, "'branch' has no 'then'");
	add_arm(step, (struct arm){.when = when,
			      .steps = load_block(l, load_array(l, spec, "then"), V2)});
	if (otherwise)
		add_arm(step, (struct arm){.steps = load_block(l, otherwise, V2)});
}

static void load_condition(struct loader *l, struct step *step, const cJSON *at, bool last)
{
	const char *type = load_text(l, at, "type");
	const cJSON *condition = json_get(at, "condition");
	struct arm arm = {0};

	if (!str_eq(type, "if") && !str_eq(type, "else"))
		load_error(l, at, "condition", NULL, "a condition's 'type' must be 'if' or 'else'");
	else if (str_eq(type, "else") && (!step->arms_len || !last))
		load_error(l, at, "condition", NULL, "'else' stands last, behind an 'if'");
	if (condition && !json_is_string(condition))
		load_error(l, condition, "type", NULL, "'condition' must be a string");
	else if (str_eq(type, "if") && condition && *condition->valuestring)
		arm.when = code_compile_raw(l->c, condition);
	arm.steps = load_block(l, load_array(l, at, "steps"), V1);
	add_arm(step, arm);
}

void load_conditions(struct loader *l, struct step *step, const cJSON *conditions)
{
	if (!json_is_array(conditions) || !conditions->child) {
		load_error(l, conditions ? conditions : step->at, "condition",
			"give it conditions: [{type: \"if\", condition: \"…\", steps: […]}]",
			"the if-else step '%s' has no conditions", step->id);
		return;
	}
	step->arms = arena_array(l->c->arena, struct arm, json_count(conditions));
	json_each(item, conditions)
		load_condition(l, step, item, !item->next);
	step->type = step->use = step_kind_name(STEP_BRANCH);
}

static bool is_name(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

	return *text && !(*text >= '0' && *text <= '9') && strspn(text, letters) == strlen(text);
}

static void load_list(struct loader *l, struct step *step, const cJSON *spec)
{
	const cJSON *in = json_get(spec, "in");
	char hint[200];

	if (json_is_string(in) && !str_starts(in->valuestring, "js/")) {
		snprintf(hint, sizeof hint, "did you mean \"js/%.100s\"?",
			str_starts(in->valuestring, "${") ? "…" : in->valuestring);
		load_error(l, in, "foreach-in", hint, "'in' is plain text, not a list");
	} else if (in && !json_is_string(in) && !json_is_array(in) && !is_reference(in)) {
		load_error(l, in, "type", NULL, "'in' must be an array or an expression, not %s",
			json_type_phrase(in));
	} else {
		step->subject = required_value(l, spec, "in");
	}
}

void load_foreach(struct loader *l, struct step *step, const cJSON *spec)
{
	static const char *const keys[] = {"in", "as", "mode", "concurrency", "do", NULL};
	const char *mode = load_text(l, spec, "mode");

	load_unknown_keys(l, spec, keys, "'forEach'");
	load_list(l, step, spec);
	step->item = load_text(l, spec, "as");
	if (!json_get(spec, "as"))
		load_error(l, spec, "missing-key", "name the variable that holds an item",
			"'forEach' has no 'as'");
	else if (step->item && !is_name(step->item))
		load_error(l, json_get(spec, "as"), "value", "letters, digits and _",
			"'as' is no name: '%s'", step->item);
	if (mode && !str_eq(mode, "sequential") && !str_eq(mode, "parallel"))
		load_error(l, json_get(spec, "mode"), "value", NULL,
			"'mode' must be sequential or parallel");
	step->parallel = str_eq(mode, "parallel");
	step->concurrency =
		(unsigned)load_integer(l, spec, "concurrency", 10, (struct range){1, 1000});
	load_output(l, step);
	vec_push(&l->loops, step);
	step->body = required_block(l, spec, "do");
}

void load_loop(struct loader *l, struct step *step, const cJSON *spec)
{
	static const char *const keys[] = {"while", "maxIterations", "do", NULL};

	load_unknown_keys(l, spec, keys, "'loop'");
	step->condition = required_code(l, spec, "while");
	step->max_iterations =
		(uint64_t)load_integer(l, spec, "maxIterations", 1000, (struct range){1, 1e9});
	load_output(l, step);
	step->body = required_block(l, spec, "do");
}

void load_switch(struct loader *l, struct step *step, const cJSON *spec)
{
	static const char *const keys[] = {"on", "cases", "default", NULL};
	static const char *const case_keys[] = {"when", "do", NULL};
	const cJSON *cases = load_array(l, spec, "cases");
	const cJSON *otherwise = load_array(l, spec, "default");

	load_unknown_keys(l, spec, keys, "'switch'");
	step->subject = required_value(l, spec, "on");
	load_output(l, step);
	if (!json_get(spec, "cases") || (cases && !cases->child))
		load_error(l, cases ? cases : spec, "missing-key", NULL, "'switch' has no cases");
	step->arms = arena_array(l->c->arena, struct arm, json_count(cases) + 1);
	json_each(item, cases) {
		struct arm arm = {0};

		if (!json_is_object(item)) {
			load_error(l, item, "type", NULL, "a case must be an object");
			continue;
		}
		load_unknown_keys(l, item, case_keys, "a case");
		arm.match = required_value(l, item, "when");
		arm.steps = required_block(l, item, "do");
		add_arm(step, arm);
	}
	if (otherwise)
		add_arm(step, (struct arm){.steps = load_block(l, otherwise, V2)});
}

void load_try(struct loader *l, struct step *step, const cJSON *spec)
{
	static const char *const keys[] = {"try", "catch", "finally", NULL};

	load_unknown_keys(l, spec, keys, "'tryCatch'");
	load_output(l, step);
	step->body = required_block(l, spec, "try");
	step->handler = required_block(l, spec, "catch");
	step->cleanup = load_block(l, load_array(l, spec, "finally"), V2);
}

static void check_wait_text(struct loader *l, const cJSON *value)
{
	const char *text = value->valuestring;

	if (str_starts(text, "$.") || str_starts(text, "ctx.") || str_starts(text, "${") ||
		str_starts(text, "{{"))
		load_error(l, value, "unresolvable-wait", "write it as \"js/ctx.…\"",
			"'%s' looks like an expression but is plain text", value->string);
}

/* When a wait ends, as far as the document says it. */
static void check_wait_value(struct loader *l, const struct step *step, const cJSON *spec)
{
	const cJSON *until = json_get(spec, "until");
	int64_t ms;

	if (binding_is_dynamic(step->subject))
		return;
	if (!until)
		load_duration(l, spec, "for");
	else if (!json_is_number(until) &&
		!(json_is_string(until) && clock_parse_iso(until->valuestring, &ms)))
		load_error(l, until, "time",
			"write an ISO 8601 time such as 2030-01-01T00:00:00Z, or milliseconds since 1970",
			"'until' is no time");
}

void load_wait(struct loader *l, struct step *step, const cJSON *spec)
{
	static const char *const keys[] = {"for", "until", NULL};
	static const char *const refused[] = {
		"retry", "idempotencyKey", "maxDuration", "concurrencyKey", "spread", NULL};
	const cJSON *duration = json_get(spec, "for"), *until = json_get(spec, "until");
	const cJSON *value = duration ? duration : until;
	size_t errors;

	load_unknown_keys(l, spec, keys, "'wait'");
	for (size_t i = 0; refused[i]; i++)
		if (json_get(step->at, refused[i]))
			load_error(l, json_get(step->at, refused[i]), "wait", NULL,
				"a wait has no '%s'", refused[i]);
	load_output(l, step);
	step->until = until;
	if (!duration == !until) {
		load_error(l, spec, "wait",
			"write {\"for\": \"30s\"} or {\"until\": \"2030-01-01T00:00:00Z\"}",
			"a wait has exactly one of 'for' and 'until'");
		return;
	}
	errors = l->c->diags->errors;
	if (json_is_string(value))
		check_wait_text(l, value);
	step->subject = binding_compile(l->c, value);
	/* What does not parse, or should have been an expression, has been told. */
	if (l->c->diags->errors == errors)
		check_wait_value(l, step, spec);
}
