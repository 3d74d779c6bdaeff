#include "core/base/num.h"
#include "core/base/tr.h"
#include "core/node/nodes.h"
#include "core/node/runtime.h"

#include <stdlib.h>
#include <string.h>

/* ---- before the run ---- */

static void refuse(struct compiler *c, const cJSON *at, size_t offset, const char *hint,
	const char *message)
{
	compiler_report(c,
		&(struct finding){DIAG_ERROR, at, offset, "script", hint, message});
}

/* A value that became part of a script could be any command. */
static void check_script(struct compiler *c, const cJSON *script)
{
	static const char hint[] =
		"hand it over: args: [\"js/ctx.state.x\"] and \"$1\" in the script, "
		"or env: {X: …} and \"$X\"";
	const char *text = script->valuestring, *found;

	if (!json_is_string(script)) {
		refuse(c, script, 0, hint, "'script' must be text as it stands");
		return;
	}
	if (str_starts(text, "js/"))
		refuse(c, script, 0, hint, "no value is put into a script");
	for (found = text; (found = strstr(found, "${ctx")); found += 5)
		if (found[5] == '.' || found[5] == '[' || found[5] == '?')
			refuse(c, script, (size_t)(found - text), hint,
				"no value is put into a script");
}

static bool is_shell(const char *program)
{
	static const char *const shells[] = {"sh", "bash", "dash", "ksh", "zsh", "ash"};
	const char *slash = strrchr(program, '/');

	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
		if (str_eq(slash ? slash + 1 : program, shells[i]))
			return true;
	return false;
}

/* sh -c with a text made from data is the same mistake by another way. */
static void check_argv(struct compiler *c, const cJSON *argv)
{
	const cJSON *program = argv->child, *flag = program ? program->next : NULL;
	const char *text;

	if (!json_is_string(program) || !is_shell(program->valuestring) ||
		!json_is_string(flag) || flag->valuestring[0] != '-' ||
		!strchr(flag->valuestring, 'c') || !json_is_string(flag->next))
		return;
	text = flag->next->valuestring;
	if (str_starts(text, "js/") || strstr(text, "${ctx"))
		compiler_report(c,
			&(struct finding){DIAG_WARNING, flag->next, 0, "script",
				"use 'script' and 'args': the arguments are $1, $2, …",
				"a shell would run what is in the data"});
}

static void shell_check(struct compiler *c, const struct step *step)
{
	const cJSON *inputs = step->inputs->at, *script = json_get(inputs, "script");
	const cJSON *argv = json_get(inputs, "argv");

	if (script)
		check_script(c, script);
	if (json_is_array(argv))
		check_argv(c, argv);
	if (!script == !argv)
		compiler_report(c,
			&(struct finding){DIAG_ERROR, script ? script : inputs, 0, "inputs",
				"script: a text for sh; argv: a program and its arguments",
				"shell takes either 'script' or 'argv'"});
}

/* ---- the run ---- */

struct shell {
	struct program_watch watch;
	struct proc_spec spec;
	struct program_env env;
	VEC(char *) argv;
	char *input;
	struct arena arena; /* of the sandbox */
	int64_t timeout_ms;
};

static void add_words(struct shell *s, const cJSON *list)
{
	json_each(word, list)
		vec_push(&s->argv, program_argument(word));
}

/* "--" so that a script may begin with a dash. */
static void build_argv(struct shell *s, const cJSON *inputs)
{
	const char *script = json_get_string(inputs, "script");

	if (script) {
		vec_push(&s->argv, mem_strdup("/bin/sh"));
		vec_push(&s->argv, mem_strdup("-c"));
		vec_push(&s->argv, mem_strdup("--"));
		vec_push(&s->argv, mem_strdup(script));
		vec_push(&s->argv, mem_strdup("sh"));
	} else {
		add_words(s, json_get(inputs, "argv"));
	}
	add_words(s, json_get(inputs, "args"));
	vec_push(&s->argv, NULL);
	s->spec.argv = (const char *const *)s->argv.at;
}

static bool build_times(struct shell *s, const cJSON *inputs, struct failure *failure)
{
	const cJSON *timeout = json_get(inputs, "timeout"), *limits = json_get(inputs, "limits");
	long long ms = 0;

	if (json_is_number(timeout))
		ms = (long long)timeout->valuedouble;
	else if (timeout && !num_parse_duration_ms(timeout->valuestring, &ms))
		return failure_set(failure, "Error", 400, "'%s' is no duration",
			timeout->valuestring);
	s->timeout_ms = ms;
	s->spec.limits.cpu_s = json_get_int64(limits, "cpu", 0);
	s->spec.limits.memory_bytes = json_get_int64(limits, "memory", 0);
	s->spec.limits.files = json_get_int64(limits, "files", 0);
	s->watch.proc.max_output =
		(size_t)json_get_int64(inputs, "maxOutput", PROGRAM_MAX_OUTPUT);
	return true;
}

static bool build(struct shell *s, struct node_call *call, struct failure *failure)
{
	const cJSON *inputs = call->inputs, *input = json_get(inputs, "stdin");

	if (!json_get(inputs, "script") == !json_get(inputs, "argv"))
		return failure_set(failure, "Error", 400, "shell takes either 'script' or 'argv'");
	program_watch_init(&s->watch, call, failure);
	if (!build_times(s, inputs, failure) ||
		!program_env_init(&s->env, call, json_get(inputs, "env"), failure))
		return false;
	build_argv(s, inputs);
	s->spec.env = s->env.list.at;
	s->spec.cwd = json_get_string(inputs, "cwd");
	s->spec.sandbox = call_sandbox(call, &s->arena, NULL);
	if (input && !json_is_null(input)) {
		s->input = program_argument(input);
		s->spec.input = s->input;
		s->spec.input_len = strlen(s->input);
	}
	return true;
}

static void release(struct shell *s)
{
	for (size_t i = 0; i < s->argv.len; i++)
		free(s->argv.at[i]);
	vec_release(&s->argv);
	program_env_release(&s->env);
	arena_release(&s->arena);
	free(s->input);
}

static bool is_ok_code(const cJSON *inputs, int status)
{
	const cJSON *codes = json_get(inputs, "okCodes");

	json_each(code, codes)
		if (code->valuedouble == status)
			return true;
	return !codes && status == 0;
}

/* As $(…) of a shell has it: without the newlines at its end. */
static cJSON *trimmed(const struct str *out)
{
	size_t len = out->len;

	while (len && out->at[len - 1] == '\n')
		len--;
	return text_value(str_text(out), len);
}

static bool parse(const char *how, const struct proc_result *r, cJSON **ret,
	struct failure *failure)
{
	struct err err;
	cJSON *text;

	if (str_eq(how, "text")) {
		*ret = trimmed(&r->out);
	} else if (str_eq(how, "lines")) {
		text = text_value(str_text(&r->out), r->out.len);
		*ret = text_lines(text->valuestring, strlen(text->valuestring));
		json_free(text);
	} else if (!json_parse(str_text(&r->out), r->out.len, ret, &err)) {
		return failure_set(failure, "SyntaxError", 500, "the output is no JSON: %s",
			err.message);
	}
	return true;
}

static cJSON *whole(const struct proc_result *r)
{
	cJSON *output = json_new_object();

	json_add_take(output, "exitCode", json_new_number(r->status));
	json_add_take(output, "stdout", text_value(str_text(&r->out), r->out.len));
	json_add_take(output, "stderr", text_value(str_text(&r->err), r->err.len));
	return output;
}

static bool shell_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *how = json_get_string(call->inputs, "parse");
	struct proc_result r = {0};
	struct shell s = {0};
	bool ok;

	ok = build(&s, call, failure) && program_run(&s.watch, &s.spec, s.timeout_ms, &r);
	if (ok && !is_ok_code(call->inputs, r.status)) {
		const char *program = json_get(call->inputs, "argv") ? s.argv.at[0] : "the script";

		ok = program_failed(program, &r, failure) ||
			program_hint_sandbox(s.spec.sandbox, &r, failure);
	} else if (ok && how) {
		ok = parse(how, &r, ret, failure);
	} else if (ok) {
		*ret = whole(&r);
	}
	proc_result_release(&r);
	release(&s);
	return ok;
}

const struct node_kind node_shell = {
	.name = "shell",
	.summary = N_("Run a shell script, or a program with arguments"),
	.inputs = "{\"type\":\"object\",\"properties\":{"
		  "\"script\":{\"type\":\"string\"},"
		  "\"argv\":{\"type\":\"array\",\"minItems\":1},"
		  "\"args\":{\"type\":\"array\"},"
		  "\"env\":{\"type\":\"object\"},"
		  "\"cwd\":{\"type\":\"string\",\"minLength\":1},"
		  "\"stdin\":{},"
		  "\"timeout\":{\"type\":[\"number\",\"string\"],\"minimum\":0,\"maximum\":1e12,"
		  "\"pattern\":\"^\\\\d+(ms|s|m|h|d)?$\"},"
		  "\"okCodes\":{\"type\":\"array\",\"items\":{\"type\":\"integer\","
		  "\"minimum\":0,\"maximum\":255}},"
		  "\"maxOutput\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":1073741824},"
		  "\"parse\":{\"enum\":[\"json\",\"lines\",\"text\"]},"
		  "\"limits\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
		  "\"cpu\":{\"type\":\"integer\",\"minimum\":1},"
		  "\"memory\":{\"type\":\"integer\",\"minimum\":1},"
		  "\"files\":{\"type\":\"integer\",\"minimum\":3}}}}}",
	.output = N_("{exitCode, stdout, stderr}; with parse what stdout holds"),
	.effect = NODE_ACTS,
	.starts_program = true,
	.literal_input = "script",
	.check = shell_check,
	.run = shell_run,
};
