#include "core/ai/context.h"

#include "core/ai/builtin.h"
#include "core/base/clock.h"
#include "core/base/embedded.h"
#include "core/store/lanes.h"

#include <string.h>

/* Task -> tier -> models, as data: templates/models/routes.json, and the
 * configuration over it. */

static const char *const tiers[] = {"fast", "balanced", "powerful"};
/* The tier of requests with inputs, and the engine that serves them. */
#define EMBED "embed"
#define TIERS (sizeof tiers / sizeof *tiers)

static cJSON *built_in(void)
{
	const struct embedded *file = embedded_find("models/routes.json");
	cJSON *routes = NULL;
	struct err err;

	if (!json_parse(file->bytes, file->len, &routes, &err))
		routes = json_new_object();
	return routes;
}

struct routing {
	struct ai *ai;
	const struct ai_ask *ask;
	struct ai_route *route;
	cJSON *built_in;
	int64_t prompt_tokens, max_tokens;
};

/* ---- the tier ---- */

static const char *upgraded(struct routing *r, const char *tier)
{
	for (size_t i = 0; i + 1 < TIERS; i++) {
		double limit = json_get_number(json_get(r->built_in, "upgrade"), tiers[i], 0);

		if (str_eq(tier, tiers[i]) && limit && (double)r->prompt_tokens > limit) {
			r->route->reason = arena_printf(&r->ai->arena,
				"the prompt has about %lld tokens: one tier up",
				(long long)r->prompt_tokens);
			tier = tiers[i + 1];
		}
	}
	return tier;
}

/* Whether texts are to become vectors, which needs models of another kind. */
static bool embeds(const struct routing *r)
{
	return r->ask->request->inputs_len;
}

static const char *tier_of(struct routing *r)
{
	const struct config *c = r->ai->options.config;
	const char *tier = r->ask->tier;

	if (embeds(r)) {
		r->route->reason = "vectors have models of their own";
		return EMBED;
	}
	if (tier) {
		r->route->reason = "the tier was asked for";
		return tier;
	}
	tier = json_get_string(config_get(c, "ai.tasks"), r->ask->task);
	if (!tier)
		tier = r->ask->template_tier;
	if (!tier)
		tier = json_get_string(json_get(r->built_in, "tasks"), r->ask->task);
	if (!tier)
		tier = config_text(c, "ai.tier", "balanced");
	r->route->reason =
		arena_printf(&r->ai->arena, "the tier of the task '%s'", r->ask->task);
	return upgraded(r, tier);
}

/* ---- candidates ---- */

static bool setting(const struct ai_provider *p, const cJSON *model, const char *key, bool fallback)
{
	return json_get_bool(model, key, json_get_bool(p->settings, key, fallback));
}

static int64_t context_of(struct routing *r, const struct ai_provider *p, const char *model,
	const cJSON *settings)
{
	struct ai_price_query q = {p->name, model, clock_now_ms(), 0};
	const struct ai_price *price = ai_price_find(r->ai->prices, &q);
	int64_t context = ai_count(settings, "context");

	return context ? context : price ? price->context : 0;
}

static void fill_target(struct routing *r, struct ai_candidate *c, const char *model)
{
	const struct config *config = r->ai->options.config;
	struct ai_provider *p = c->provider;
	char *name = arena_printf(&r->ai->arena, "%s/%s", p->name, model);
	const cJSON *own = json_get(config_get(config, "ai.models"), name);
	const char *field = json_get_string(p->settings, "max_tokens_field");
	bool hosted = p->protocol != &ai_openai || str_eq(p->base_url, ai_openai.base_url);

	c->target = (struct ai_target){.provider = p->name,
		.lane = arena_printf(&r->ai->arena, "%s %s", p->name, p->base_url),
		.protocol = embeds(r) && p->protocol->embeddings ? p->protocol->embeddings
								 : p->protocol,
		.base_url = p->base_url,
		.api_version = p->api_version,
		.model = arena_strdup(&r->ai->arena, model),
		/* Servers that only speak like OpenAI know the older name. */
		.max_completion_tokens = field ? str_eq(field, "max_completion_tokens") : hosted,
		.stream_usage = setting(p, own, "stream_usage", true),
		.json_schema = setting(p, own, "json_schema", true),
		.tools = setting(p, own, "tools", true),
		.context = context_of(r, p, model, own),
		.requests_per_minute = json_get_number(p->settings, "requests_per_minute", 0),
		.tokens_per_minute = json_get_number(p->settings, "tokens_per_minute", 0)};
}

/* What the server has refused lately, unless the configuration says that it is so. */
static void apply_lacks(struct ai_candidate *c, unsigned lacks)
{
	if (lacks & LANE_STREAM_OPTIONS)
		c->target.stream_usage = false;
	if (lacks & LANE_RESPONSE_FORMAT)
		c->target.json_schema = false;
	if (json_get(c->provider->settings, "max_tokens_field"))
		return;
	if (lacks & LANE_MAX_TOKENS)
		c->target.max_completion_tokens = true;
	else if (lacks & LANE_MAX_COMPLETION_TOKENS)
		c->target.max_completion_tokens = false;
}

/* The model has asked for a pause: it serves, but not now. */
static bool look_at_lane(struct routing *r, struct ai_candidate *c, struct err *err)
{
	const struct lane_key lane = {c->target.lane, c->target.model};
	struct lane_state state;
	char until[CLOCK_ISO_MAX];

	if (!lanes_look(r->ai->options.store, &r->ai->arena, &lane, clock_wall_ms(), &state, err))
		return false;
	apply_lacks(c, state.lacks);
	c->closed_until = state.closed_until;
	if (state.closed_until) {
		clock_format_iso(state.closed_until, until);
		c->reason = arena_printf(&r->ai->arena, "%s; not before %s", state.reason, until);
	}
	return true;
}

/* What keeps a model from serving this request, or NULL. */
static const char *obstacle(struct routing *r, struct ai_candidate *c, struct err *err)
{
	struct ai_provider *p = c->provider;

	c->unready = embeds(r) && !p->protocol->embeddings;
	if (c->unready)
		return "its protocol has no embeddings";
	if (r->ask->request->tools_len && !c->target.tools)
		return "it calls no tools";
	if (c->target.context && r->prompt_tokens + r->max_tokens > c->target.context)
		return arena_printf(&r->ai->arena, "%s may have %lld tokens, it takes %lld",
			embeds(r) ? "a text" : "prompt and answer",
			(long long)(r->prompt_tokens + r->max_tokens),
			(long long)c->target.context);
	c->unready = !ai_provider_ready(r->ai, p, err);
	if (c->unready)
		return arena_strdup(&r->ai->arena, err->message);
	return look_at_lane(r, c, err) ? NULL : arena_strdup(&r->ai->arena, err->message);
}

static const char *engines(struct routing *r)
{
	struct str names = {0};
	const char *kept;

	ai_engine_names(&names);
	kept = arena_strdup(&r->ai->arena, str_text(&names));
	str_release(&names);
	return kept;
}

static bool hint_command(const struct routing *r, struct err *err)
{
	const char *(*find)(const char *) = r->ai->options.offline_command;
	const char *command = find ? find(r->ask->task) : NULL;

	if (command)
		err_hint(err, "'blokctl %s' does this without a model; or set ai.provider", command);
	return command;
}

/* What keeps an engine from serving this request, or NULL. */
static const char *engine_obstacle(const struct routing *r, const struct ai_engine *engine)
{
	const struct ai_request *request = r->ask->request;

	if (embeds(r))
		return engine->embed ? NULL : "it makes no vectors";
	if (!engine->run)
		return "it makes vectors of texts, no answers";
	if (request->tools_len)
		return "it calls no tools";
	return engine->makes_json || !request->schema
		       ? NULL
		       : "it answers with text, not with JSON of a schema";
}

/* A built-in engine: its model's name is that of a task. */
static bool add_engine(struct routing *r, struct ai_candidate *c, const char *task, struct err *err)
{
	const struct ai_engine *engine = ai_engine_find(task);
	const char *why;

	if (!engine) {
		err_set(err, ERR_INPUT, "the provider '%s' has no engine for the task '%s'; it serves %s",
			c->provider->name, task, engines(r));
		return !hint_command(r, err) && err_hint(err, "give one of these with --task, or ask a model: 'blokctl ai route' "
				     "shows which");
	}
	c->target = (struct ai_target){.provider = c->provider->name,
		.lane = c->provider->name,
		.protocol = c->provider->protocol,
		.base_url = c->provider->base_url,
		.model = engine->task,
		.engine = engine};
	why = engine_obstacle(r, engine);
	c->usable = !why;
	c->reason = why ? why : "needs no model";
	c->unready = !c->usable;
	vec_push(&r->route->chain, *c);
	return true;
}

static bool add(struct routing *r, const char *provider, const char *model, struct err *err)
{
	struct ai_candidate c = {.reason = "may serve"};
	const char *why;
	struct err ignored = {0};

	if (!ai_provider_find(r->ai, provider, &c.provider, err))
		return false;
	if (c.provider->is_builtin)
		return add_engine(r, &c, model, err);
	fill_target(r, &c, model);
	why = obstacle(r, &c, &ignored);
	c.usable = !why;
	c.reason = why ? why : c.reason;
	c.target.key = c.provider->key;
	c.target.script = c.provider->script;
	vec_push(&r->route->chain, c);
	return true;
}

/* Nobody is asked who was not named: a slip in a provider's name would send the prompt
 * elsewhere. */
static bool no_such_provider(const char *name, const char *provider, struct err *err)
{
	if (provider)
		err_set(err, ERR_INPUT, "there is no provider '%s'", provider);
	else
		err_set(err, ERR_INPUT, "the model '%s' has no provider", name);
	return err_hint(err, "PROVIDER/MODEL: openai, anthropic, ollama, or a name in ai.providers; "
			     "or set ai.provider");
}

/* "provider/model"; models have slashes of their own, so the provider has to be known.
 * `fallback` may be NULL. */
static bool add_named(struct routing *r, const char *name, const char *fallback, struct err *err)
{
	const char *slash = strchr(name, '/');
	const cJSON *providers = config_get(r->ai->options.config, "ai.providers");
	char *provider = slash ? arena_strndup(&r->ai->arena, name, (size_t)(slash - name)) : NULL;

	if (provider && (json_get(providers, provider) || ai_protocol_find(provider) ||
				str_eq(provider, "script") || str_eq(provider, "builtin")))
		return add(r, provider, slash + 1, err);
	return fallback ? add(r, fallback, name, err) : no_such_provider(name, provider, err);
}

static bool add_list(struct routing *r, const cJSON *list, const char *provider, struct err *err)
{
	if (json_is_string(list))
		return add_named(r, list->valuestring, provider, err);
	json_each(name, list)
		if (json_is_string(name) && !add_named(r, name->valuestring, provider, err))
			return false;
	return true;
}

static bool no_provider(struct routing *r, struct err *err)
{
	err_set(err, ERR_INPUT, "no model is configured for the task '%s'", r->ask->task);
	if (hint_command(r, err))
		return false;
	return err_hint(err, "set ai.provider (openai, anthropic, ollama, script) and, for your own "
			     "choice, ai.model: 'blokctl config set ai.provider anthropic'; %s need no model",
		engines(r));
}

bool ai_hint_embeddings(struct err *err)
{
	return err_hint(
		err, "--provider openai, ollama or builtin; or name models in ai.tiers.embed");
}

static bool no_models(const struct routing *r, const struct ai_provider *p, struct err *err)
{
	if (embeds(r) && !p->protocol->embeddings) {
		err_set(err, ERR_INPUT,
			"the provider '%s' makes no vectors: its protocol has no "
			"embeddings",
			p->name);
		return ai_hint_embeddings(err);
	}
	if (embeds(r))
		err_set(err, ERR_INPUT, "nobody has said which model of '%s' makes vectors",
			p->name);
	else
		err_set(err, ERR_INPUT, "nobody has said which model of '%s' is %s", p->name,
			r->route->tier);
	return err_hint(err, "--model %s/NAME, or ai.tiers.%s in the configuration", p->name,
		r->route->tier);
}

/* The task's name among the engines. */
static const char *engine_name(const struct routing *r)
{
	return embeds(r) ? EMBED : r->ask->task;
}

/* A model that was named; the provider's models of the tier; the configured
 * tier; the configured model. */
static bool fill_models(struct routing *r, struct err *err)
{
	const struct config *c = r->ai->options.config;
	const char *provider = r->ask->provider, *model = r->ask->model;
	const cJSON *own = json_get(config_get(c, "ai.tiers"), r->route->tier), *list;
	struct ai_provider *known;

	if (!provider)
		provider = config_text(c, "ai.provider", NULL);
	if (model) {
		r->route->reason = "the model was asked for";
		return add_named(r, model, provider, err);
	}
	if (own && !r->ask->provider)
		return add_list(r, own, provider, err);
	if (!provider)
		return no_provider(r, err);
	if (!ai_provider_find(r->ai, provider, &known, err))
		return false;
	/* That one answers questions. */
	model = r->ask->provider || embeds(r) ? NULL : config_text(c, "ai.model", NULL);
	if (model)
		return add_named(r, model, provider, err);
	list = json_get(json_get(json_get(r->built_in, "tiers"), provider), r->route->tier);
	if (list)
		return add_list(r, list, provider, err);
	if (known->is_script)
		return add(r, provider, "script", err);
	if (known->is_builtin)
		return add(r, provider, engine_name(r), err);
	return no_models(r, known, err);
}

/* Whether the chain ends with the engine for the task.  Who names a model or a
 * provider wants no other. */
static bool ends_built_in(const struct routing *r)
{
	return !r->ask->model && !r->ask->provider && ai_engine_find(engine_name(r)) &&
	       config_bool(r->ai->options.config, "ai.builtin", true);
}

static bool is_configured(const struct routing *r)
{
	const struct config *c = r->ai->options.config;

	return config_text(c, "ai.provider", NULL) ||
	       (!embeds(r) && config_text(c, "ai.model", NULL)) ||
	       json_get(config_get(c, "ai.tiers"), r->route->tier);
}

static bool fill_chain(struct routing *r, struct err *err)
{
	if (!ends_built_in(r))
		return fill_models(r, err);
	if (is_configured(r) && !fill_models(r, err))
		return false;
	/* Vectors of different makers cannot be compared: it stands in for nobody. */
	if (embeds(r) && r->route->chain.len)
		return true;
	for (size_t i = 0; i < r->route->chain.len; i++)
		if (r->route->chain.at[i].target.engine)
			return true;
	return add(r, "builtin", engine_name(r), err);
}

bool ai_route_find(struct ai *ai, const struct ai_ask *ask, struct ai_route *ret, struct err *err)
{
	struct routing r = {.ai = ai,
		.ask = ask,
		.route = ret,
		.built_in = built_in(),
		.prompt_tokens = ai_estimate_window(ask->request),
		.max_tokens = ask->request->max_tokens};
	bool ok;

	*ret = (struct ai_route){0};
	pthread_mutex_lock(&ai->mutex);
	ret->tier = arena_strdup(&ai->arena, tier_of(&r));
	ok = fill_chain(&r, err);
	pthread_mutex_unlock(&ai->mutex);
	json_free(r.built_in);
	return ok;
}

void ai_route_release(struct ai_route *r)
{
	vec_release(&r->chain);
}

cJSON *ai_explain(struct ai *ai, const struct ai_ask *ask, struct err *err)
{
	cJSON *document = NULL, *chain;
	struct ai_route route;

	if (ai_route_find(ai, ask, &route, err)) {
		document = json_new_object();
		chain = json_new_array();
		json_set_string(document, "task", ask->task);
		json_set_string(document, "tier", route.tier);
		json_set_string(document, "reason", route.reason);
		for (size_t i = 0; i < route.chain.len; i++) {
			cJSON *item = json_new_object();

			json_set_string(item, "provider", route.chain.at[i].target.provider);
			json_set_string(item, "model", route.chain.at[i].target.model);
			json_set_bool(item, "usable", route.chain.at[i].usable);
			json_set_string(item, "reason", route.chain.at[i].reason);
			json_append_take(chain, item);
		}
		json_add_take(document, "chain", chain);
	}
	ai_route_release(&route);
	return document;
}
