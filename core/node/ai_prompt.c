#include "core/ai/prompt.h"
#include "core/ai/structured.h"
#include "core/base/clock.h"
#include "core/engine/call.h"
#include "core/node/nodes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A question to a model.  Its cost is recorded with the run and held against
 * quotas and budgets before it is sent; the answer is a step's result like any
 * other, so a run that goes on does not pay for it twice. */

struct prompting {
	struct node_call *call;
	struct failure *failure;
	struct ai_message messages[2];
	struct ai_request request;
	struct ai_ask ask;
	cJSON *params;
	struct arena arena;
	struct ai_prompt *prompt; /* of the inputs' `prompt`; or NULL */
	struct str line; /* of a streamed answer, not logged yet */
};

static void log_note(void *self, const char *note)
{
	call_log(((struct prompting *)self)->call, "warn", note, NULL);
}

static void log_line(struct prompting *p)
{
	if (p->line.len)
		call_log(p->call, "info", str_text(&p->line), NULL);
	str_clear(&p->line);
}

static void log_text(void *self, const char *text, size_t len)
{
	struct prompting *p = self;

	for (const char *end = text + len; text < end;) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));

		str_add_bytes(&p->line, text, (size_t)((newline ? newline : end) - text));
		if (!newline)
			return;
		log_line(p);
		text = newline + 1;
	}
}

static bool may_go_on(void *self)
{
	struct prompting *p = self;

	return call_may_go_on(p->call, p->failure);
}

/* The run's budget, or the step's own where that is smaller. */
static int64_t budget_of(const struct node_call *call)
{
	const cJSON *own = json_get(call->inputs, "budgetUsd");
	int64_t budget = call_budget(call), step;

	if (!json_is_number(own))
		return budget;
	step = (int64_t)llround(fmin(own->valuedouble, 1e6) * 1e12);
	return budget < 0 || step < budget ? step : budget;
}

static void take_text(struct prompting *p)
{
	const cJSON *in = p->call->inputs;
	const char *system = json_get_string(in, "system");
	size_t count = 0;

	if (system)
		p->messages[count++] = (struct ai_message){.role = AI_SYSTEM, .text = system};
	p->messages[count++] =
		(struct ai_message){.role = AI_USER, .text = json_get_string(in, "text")};
	p->request = (struct ai_request){
		.messages = p->messages, .messages_len = count, .schema_name = "answer"};
	p->ask = (struct ai_ask){.task = "chat", .request = &p->request};
}

static bool take_prompt(struct prompting *p, struct ai *ai, struct err *err)
{
	const cJSON *in = p->call->inputs;
	struct ai_messages messages;

	if (!ai_prompt_for(ai, json_get_string(in, "prompt"), &p->prompt, err) ||
		!ai_prompt_render(&p->arena, p->prompt, json_get(in, "vars"), &messages, err))
		return false;
	ai_prompt_ask(p->prompt, &messages, &p->request, &p->ask);
	return true;
}

/* What the step says itself goes before what its prompt says. */
static void take_settings(struct prompting *p)
{
	const cJSON *in = p->call->inputs;
	const char *cache = json_get_string(in, "cache"), *task = json_get_string(in, "task");
	int64_t deadline = call_deadline_us(p->call);

	if (json_get(in, "temperature")) {
		p->params = json_new_object();
		json_add_take(p->params, "temperature", json_copy(json_get(in, "temperature")));
	}
	if (json_get(in, "schema"))
		p->request.schema = json_get(in, "schema");
	p->request.max_tokens = (int64_t)json_get_number(in, "maxTokens", 0);
	p->request.params = p->params;
	if (task)
		p->ask.task = task;
	p->ask.tier = json_get_string(in, "tier");
	p->ask.model = json_get_string(in, "model");
	p->ask.provider = json_get_string(in, "provider");
	p->ask.cache = str_eq(cache, "off")	 ? AI_CACHE_OFF
		: str_eq(cache, "renew") ? AI_CACHE_RENEW
					 : AI_CACHE_USE;
	p->ask.budget = budget_of(p->call);
	p->ask.run = call_run_id(p->call);
	p->ask.step = call_step_path(p->call);
	p->ask.timeout_ms = deadline ? (deadline - clock_mono_us()) / 1000 : 0;
	p->ask.on_note = log_note;
	p->ask.may_go_on = may_go_on;
	p->ask.self = p;
	p->ask.wake_fd = call_wake_fd(p->call);
	if (json_get_bool(in, "stream", false))
		p->ask.on_text = log_text;
}

static bool prepare(struct prompting *p, struct ai *ai, struct err *err)
{
	if (json_get(p->call->inputs, "prompt")) {
		if (!take_prompt(p, ai, err))
			return false;
	} else {
		take_text(p);
	}
	take_settings(p);
	return true;
}

static cJSON *output(const struct ai_answer *a, const cJSON *value)
{
	const struct ai_usage *u = &a->reply.usage;
	cJSON *json = json_new_object(), *usage = json_new_object();
	struct str model = {0};

	str_addf(&model, "%s/%s", a->provider, a->model);
	json_set_string(json, "text", str_text(&a->reply.text));
	json_add_take(json, "value", value ? json_copy(value) : json_new_null());
	json_set_string(json, "finish", ai_finish_name(a->reply.finish));
	json_set_string(json, "model", str_text(&model));
	json_set_bool(json, "cached", a->cached);
	json_add_take(json, "costUsd",
		a->cost < 0 ? json_new_null() : json_new_number(ceil((double)a->cost / 1e6) / 1e6));
	json_set_number(usage, "input", (double)(u->input + u->cache_read + u->cache_write));
	json_set_number(usage, "output", (double)u->output);
	json_add_take(json, "usage", usage);
	str_release(&model);
	return json;
}

/* What the command's exit status would be, as a response's status. */
static bool refuse(struct prompting *p, const struct err *err)
{
	static const struct {
		enum err_kind kind;
		const char *name;
		int code;
	} forms[] = {{ERR_REFUSED, "QuotaError", 429}, {ERR_BUSY, "RateLimitError", 429},
		{ERR_TIMEOUT, "TimeoutError", 504}, {ERR_INPUT, "ModelError", 422}};
	struct failure *f = p->failure;

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

static bool ask_value(struct prompting *p, struct ai *ai, cJSON **ret, struct err *err)
{
	struct ai_structured s;
	bool ok = ai_call_structured(ai, &p->ask, &s, err);

	if (ok)
		*ret = output(&s.answer, s.value);
	if (ok && s.repairs.len) {
		struct str text = {0};

		str_addf(&text, "the answer's JSON was repaired: %s", s.repairs.at);
		call_log(p->call, "warn", str_text(&text), NULL);
		str_release(&text);
	}
	ai_structured_release(&s);
	return ok;
}

static bool ask_text(struct prompting *p, struct ai *ai, cJSON **ret, struct err *err)
{
	struct ai_answer answer;
	bool ok = ai_call(ai, &p->ask, &answer, err);

	if (ok)
		*ret = output(&answer, NULL);
	ai_answer_release(&answer);
	return ok;
}

static bool ai_prompt_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	struct prompting p = {.call = call, .failure = failure};
	struct err err = {0};
	struct ai *ai = call_ai(call, &err);
	bool ok = ai && prepare(&p, ai, &err);

	if (ok) {
		ok = p.request.schema ? ask_value(&p, ai, ret, &err) : ask_text(&p, ai, ret, &err);
		log_line(&p);
	}
	json_free(p.params);
	ai_prompt_free(p.prompt);
	arena_release(&p.arena);
	str_release(&p.line);
	return ok || refuse(&p, &err);
}

const struct node_kind node_ai_prompt = {
	.name = "ai-prompt",
	.summary = "Ask a model, within quotas and budgets",
	.inputs = "{\"type\":\"object\",\"oneOf\":[{\"required\":[\"text\"]},{\"required\":[\"prompt\"]}],"
		  "\"properties\":{\"prompt\":{\"type\":\"string\",\"minLength\":1},"
		  "\"vars\":{\"type\":\"object\"},"
		  "\"text\":{\"type\":\"string\",\"minLength\":1},\"system\":{\"type\":\"string\"},"
		  "\"schema\":{\"type\":\"object\"},\"task\":{\"type\":\"string\"},"
		  "\"tier\":{\"enum\":[\"fast\",\"balanced\",\"powerful\"]},"
		  "\"model\":{\"type\":\"string\"},\"provider\":{\"type\":\"string\"},"
		  "\"maxTokens\":{\"type\":\"integer\",\"minimum\":1},"
		  "\"temperature\":{\"type\":\"number\",\"minimum\":0,\"maximum\":2},"
		  "\"budgetUsd\":{\"type\":\"number\",\"minimum\":0},"
		  "\"cache\":{\"enum\":[\"use\",\"off\",\"renew\"]},"
		  "\"stream\":{\"type\":\"boolean\"}}}",
	.output = "{text, value, finish, model, cached, costUsd, usage: {input, output}}; value with a schema",
	.effect = NODE_ACTS,
	.run = ai_prompt_run,
};
