#include "core/node/runtime.h"

#include "core/base/clock.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Of one attempt: a program that says more is read, but not logged. */
#define LOG_MAX_LINES 10000
#define LOG_MAX_LINE 8192

static bool may_go_on(void *self)
{
	struct program_watch *w = self;

	return call_may_go_on(w->call, w->failure);
}

static void log_line(void *self, enum proc_stream stream, const char *text, size_t len)
{
	struct program_watch *w = self;
	cJSON *line;

	if (len && text[len - 1] == '\r')
		len--;
	if (++w->lines > LOG_MAX_LINES) {
		if (w->lines == LOG_MAX_LINES + 1)
			call_log(w->call, "warn", "more lines were written than are logged", NULL);
		return;
	}
	line = text_value(text, len < LOG_MAX_LINE ? len : LOG_MAX_LINE);
	call_log(w->call, stream == PROC_OUT ? "info" : "error", line->valuestring, NULL);
	json_free(line);
}

void program_watch_init(struct program_watch *w, struct node_call *call, struct failure *failure)
{
	*w = (struct program_watch){.call = call,
		.failure = failure,
		.proc = {.max_output = PROGRAM_MAX_OUTPUT,
			.deadline_us = call_deadline_us(call),
			.wake_fd = call_wake_fd(call),
			.may_go_on = may_go_on,
			.line = log_line,
			.self = w}};
}

void program_tell_lacks(struct node_call *call, unsigned lacks)
{
	static atomic_uint told;
	struct str why = {0};

	lacks &= ~atomic_fetch_or(&told, lacks);
	if (!lacks)
		return;
	str_add(&why, "the sandbox is not whole: ");
	sandbox_explain(lacks, &why);
	call_log(call, "warn", str_text(&why), NULL);
	str_release(&why);
}

bool program_not_started(const struct err *err, struct failure *failure)
{
	bool refused = err->kind == ERR_REFUSED;

	failure_set(failure, refused ? "SandboxError" : "ProgramError", 500, "%s", err->message);
	if (refused)
		failure->kind = FAILURE_REFUSED;
	return *err->hint && failure_hint(failure, "%s", err->hint);
}

static bool too_late(struct program_watch *w, int64_t timeout_ms)
{
	/* The run's deadline and maxDuration have their own words. */
	if (!call_may_go_on(w->call, w->failure))
		return false;
	failure_set(w->failure, "TimeoutError", 504, "it took longer than its timeout of %lldms",
		(long long)timeout_ms);
	w->failure->kind = FAILURE_TIMEOUT;
	return false;
}

static bool judge(struct program_watch *w, enum proc_end end, int64_t timeout_ms)
{
	switch (end) {
	case PROC_ENDED: return true;
	case PROC_LATE: return too_late(w, timeout_ms);
	case PROC_STOPPED: return false;
	case PROC_TOO_MUCH: break;
	}
	failure_set(w->failure, "OutputLimitError", 500, "it wrote more than %zu bytes",
		w->proc.max_output);
	return failure_hint(w->failure, "raise maxOutput, or write to a file");
}

bool program_run(struct program_watch *w, const struct proc_spec *spec, int64_t timeout_ms,
	struct proc_result *ret)
{
	struct proc p;
	struct err err;

	if (!proc_start(spec, &p, &err))
		return program_not_started(&err, w->failure);
	program_tell_lacks(w->call, p.lacks);
	if (timeout_ms > 0) {
		int64_t until = clock_mono_us() + timeout_ms * 1000;

		if (!w->proc.deadline_us || until < w->proc.deadline_us)
			w->proc.deadline_us = until;
	}
	proc_wait(&p, &w->proc, ret);
	if (judge(w, ret->end, timeout_ms))
		return true;
	proc_result_release(ret);
	return false;
}

/* The last line that says something, with where it begins cut off at a
 * character should it be long. */
static cJSON *last_words(const struct str *text)
{
	size_t end = text->len, begin;

	while (end && strchr(" \t\r\n", text->at[end - 1]))
		end--;
	for (begin = end; begin && text->at[begin - 1] != '\n' && end - begin < 300; begin--)
		;
	while (begin < end && ((unsigned char)text->at[begin] & 0xc0) == 0x80)
		begin++;
	return text_value(str_text(text) + begin, end - begin);
}

bool program_failed(const char *what, const struct proc_result *r, struct failure *failure)
{
	cJSON *words = last_words(&r->err);
	const char *colon = *words->valuestring ? ": " : "";

	if (r->signal)
		failure_set(failure, "ProgramError", 500, "%s was ended by signal %d (%s)%s%s", what,
			r->signal, strsignal(r->signal), colon, words->valuestring);
	else
		failure_set(failure, "ProgramError", 500, "%s ended with status %d%s%s", what,
			r->status, colon, words->valuestring);
	json_free(words);
	return false;
}

/* What programs say when the kernel has refused them something. */
static bool was_refused(const struct str *text)
{
	static const char *const words[] = {"ermission denied", "EACCES", "not permitted", "EPERM"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strstr(str_text(text), words[i]))
			return true;
	return false;
}

bool program_hint_sandbox(const struct sandbox *sandbox, const struct proc_result *r,
	struct failure *failure)
{
	struct str policy = {0};

	if (!sandbox || !(was_refused(&r->err) || was_refused(&r->out)))
		return false;
	sandbox_print(sandbox, &policy);
	failure_hint(failure, "it ran in a sandbox: %s", str_text(&policy));
	str_release(&policy);
	return false;
}

/* A BlokError on the standard output of a program that failed. */
static bool told_error(const struct proc_result *r, const char *what, struct failure *failure)
{
	const cJSON *error;
	cJSON *output;
	struct err err;
	bool told;

	if (!json_parse(str_text(&r->out), r->out.len, &output, &err))
		return false;
	error = json_get(output, "error");
	if (!json_is_object(error) && !json_is_string(error))
		error = output;
	told = json_is_string(error) || json_get_string(error, "message");
	if (told)
		program_error(error, what, failure);
	json_free(output);
	return told;
}

static bool is_blank(const struct str *text)
{
	return strspn(str_text(text), " \t\r\n") == text->len;
}

/* What the program wrote to standard output is its answer, not its log. */
static void log_errors(void *self, enum proc_stream stream, const char *text, size_t len)
{
	if (stream == PROC_ERR)
		log_line(self, PROC_OUT, text, len);
}

bool program_exchange(struct node_call *call, const struct proc_spec *spec, const char *what,
	cJSON **ret, struct failure *failure)
{
	char *input = json_text(call->inputs);
	struct proc_spec with_input = *spec;
	struct proc_result r = {0};
	struct program_watch w;
	struct err err;
	bool ok;

	program_watch_init(&w, call, failure);
	w.proc.line = log_errors;
	with_input.input = input;
	with_input.input_len = strlen(input);
	ok = program_run(&w, &with_input, 0, &r);
	if (ok && r.status != 0)
		ok = (!told_error(&r, what, failure) && program_failed(what, &r, failure)) ||
			program_hint_sandbox(spec->sandbox, &r, failure);
	else if (ok && !is_blank(&r.out) && !json_parse(str_text(&r.out), r.out.len, ret, &err))
		ok = failure_set(failure, "SyntaxError", 502, "the output of '%s' is no JSON: %s",
			what, err.message);
	proc_result_release(&r);
	free(input);
	return ok;
}
