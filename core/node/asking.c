#include "core/node/asking.h"

#include "core/base/clock.h"

#include <string.h>

static void log_note(void *self, const char *note)
{
	call_log(((struct asking *)self)->call, "warn", note, NULL);
}

static void log_line(struct asking *a)
{
	if (a->line.len)
		call_log(a->call, "info", str_text(&a->line), NULL);
	str_clear(&a->line);
}

static void log_text(void *self, const char *text, size_t len)
{
	struct asking *a = self;

	for (const char *end = text + len; text < end;) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));

		str_add_bytes(&a->line, text, (size_t)((newline ? newline : end) - text));
		if (!newline)
			return;
		log_line(a);
		text = newline + 1;
	}
}

static bool may_go_on(void *self)
{
	struct asking *a = self;

	return call_may_go_on(a->call, a->failure);
}

void asking_begin(struct asking *a)
{
	int64_t deadline = call_deadline_us(a->call);

	a->ask.request = &a->request;
	a->ask.budget = call_budget(a->call);
	a->ask.run = call_run_id(a->call);
	a->ask.step = call_step_path(a->call);
	a->ask.timeout_ms = deadline ? (deadline - clock_mono_us()) / 1000 : 0;
	a->ask.on_note = log_note;
	a->ask.may_go_on = may_go_on;
	a->ask.self = a;
	a->ask.wake_fd = call_wake_fd(a->call);
}

void asking_take_limits(struct asking *a)
{
	const cJSON *in = a->call->inputs;

	if (json_get(in, "temperature")) {
		a->params = json_new_object();
		json_add_take(a->params, "temperature", json_copy(json_get(in, "temperature")));
	}
	a->request.max_tokens = json_get_int64(in, "maxTokens", 0);
	a->request.params = a->params;
}

void asking_stream(struct asking *a)
{
	a->ask.on_text = log_text;
}

/* What the command's exit status would be, as a response's status. */
bool asking_refuse(struct asking *a, const struct err *err)
{
	static const struct {
		enum err_kind kind;
		const char *name;
		int code;
	} forms[] = {{ERR_REFUSED, "QuotaError", 429}, {ERR_BUSY, "RateLimitError", 429},
		{ERR_TIMEOUT, "TimeoutError", 504}, {ERR_INPUT, "ModelError", 422}};
	struct failure *f = a->failure;

	/* The run is over: call_may_go_on() has said why. */
	if (f->message)
		return false;
	for (size_t i = 0; i < sizeof forms / sizeof *forms && !f->message; i++)
		if (forms[i].kind == err->kind)
			failure_set(f, forms[i].name, forms[i].code, "%s", err->message);
	if (!f->message)
		failure_set(f, "ModelError", 502, "%s", err->message);
	if (err->kind == ERR_REFUSED) {
		f->kind = FAILURE_REFUSED;
		f->permanent = true;
	}
	return err->hint[0] ? failure_hint(f, "%s", err->hint) : false;
}

void asking_release(struct asking *a)
{
	log_line(a);
	json_free(a->params);
	str_release(&a->line);
}
