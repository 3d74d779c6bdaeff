#include "core/ai/prompt.h"
#include "core/ai/structured.h"
#include "core/base/tr.h"
#include "core/node/asking.h"
#include "core/node/nodes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A question to a model.  Its cost is recorded with the run and held against
 * quotas and budgets before it is sent; the answer is a step's result like any
 * other, so a run that goes on does not pay for it twice. */

struct prompting {
	struct asking asking;
	struct ai_message messages[2];
	struct arena arena;
	struct ai_prompt *prompt; /* of the inputs' `prompt`; or NULL */
};

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
	const cJSON *in = p->asking.call->inputs;
	const char *system = json_get_string(in, "system");
	size_t count = 0;

	if (system)
		p->messages[count++] = (struct ai_message){.role = AI_SYSTEM, .text = system};
	p->messages[count++] =
		(struct ai_message){.role = AI_USER, .text = json_get_string(in, "text")};
	p->asking.request = (struct ai_request){
		.messages = p->messages, .messages_len = count, .schema_name = "answer"};
	p->asking.ask = (struct ai_ask){.task = "chat"};
}

static bool take_prompt(struct prompting *p, struct ai *ai, struct err *err)
{
	const cJSON *in = p->asking.call->inputs;
	struct ai_messages messages;

	if (!ai_prompt_for(ai, json_get_string(in, "prompt"), &p->prompt, err) ||
		!ai_prompt_render(&p->arena, p->prompt, json_get(in, "vars"), &messages, err))
		return false;
	ai_prompt_ask(p->prompt, &messages, &p->asking.request, &p->asking.ask);
	return true;
}

/* What the step says itself goes before what its prompt says. */
static void take_settings(struct prompting *p)
{
	struct asking *a = &p->asking;
	const cJSON *in = a->call->inputs;
	const char *cache = json_get_string(in, "cache"), *task = json_get_string(in, "task");

	asking_begin(a);
	asking_take_limits(a);
	if (json_get(in, "schema"))
		a->request.schema = json_get(in, "schema");
	if (task)
		a->ask.task = task;
	a->ask.tier = json_get_string(in, "tier");
	a->ask.model = json_get_string(in, "model");
	a->ask.provider = json_get_string(in, "provider");
	a->ask.cache = str_eq(cache, "off")	 ? AI_CACHE_OFF
		: str_eq(cache, "renew") ? AI_CACHE_RENEW
					 : AI_CACHE_USE;
	a->ask.budget = budget_of(a->call);
	if (json_get_bool(in, "stream", false))
		asking_stream(a);
}

static bool prepare(struct prompting *p, struct ai *ai, struct err *err)
{
	if (json_get(p->asking.call->inputs, "prompt")) {
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

static bool ask_value(struct prompting *p, struct ai *ai, cJSON **ret, struct err *err)
{
	struct ai_structured s;
	bool ok = ai_call_structured(ai, &p->asking.ask, &s, err);

	if (ok)
		*ret = output(&s.answer, s.value);
	if (ok && s.repairs.len) {
		struct str text = {0};

		str_addf(&text, "the answer's JSON was repaired: %s", s.repairs.at);
		call_log(p->asking.call, "warn", str_text(&text), NULL);
		str_release(&text);
	}
	ai_structured_release(&s);
	return ok;
}

static bool ask_text(struct prompting *p, struct ai *ai, cJSON **ret, struct err *err)
{
	struct ai_answer answer;
	bool ok = ai_call(ai, &p->asking.ask, &answer, err);

	if (ok)
		*ret = output(&answer, NULL);
	ai_answer_release(&answer);
	return ok;
}

static bool ai_prompt_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	struct prompting p = {.asking = {.call = call, .failure = failure}};
	struct err err = {0};
	struct ai *ai = call_ai(call, &err);
	bool ok = ai && prepare(&p, ai, &err) &&
		(p.asking.request.schema ? ask_value(&p, ai, ret, &err) : ask_text(&p, ai, ret, &err));

	if (!ok)
		asking_refuse(&p.asking, &err);
	asking_release(&p.asking);
	ai_prompt_free(p.prompt);
	arena_release(&p.arena);
	return ok;
}

const struct node_kind node_ai_prompt = {
	.name = "ai-prompt",
	.summary = N_("Ask a model, within quotas and budgets"),
	.inputs = "{\"type\":\"object\",\"oneOf\":[{\"required\":[\"text\"]},{\"required\":["
		  "\"prompt\"]}],"
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
	.output = N_("{text, value, finish, model, cached, costUsd, usage: {input, output}}; value "
		     "with a schema"),
	.effect = NODE_ACTS,
	.run = ai_prompt_run,
};
