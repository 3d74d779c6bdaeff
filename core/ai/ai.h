#ifndef AI_AI_H
#define AI_AI_H

#include "core/ai/message.h"
#include "core/ai/problem.h"
#include "core/base/redact.h"
#include "core/config/config.h"
#include "core/store/quota.h"

/* The one door to models.  A call is routed, looked up in the cache, reserved
 * against the quotas, sent, tried again or elsewhere, settled and recorded here
 * and nowhere else. */

struct ai; /* one per process; any thread may call */
struct net_policy;

struct ai_options {
	struct store *store;          /* quotas, cache and usage live there */
	const struct config *config;
	/* Learns the providers' keys when a call needs them; NULL where other threads
	 * read it meanwhile: what providers say is rid of keys here. */
	struct redactor *redactor;
	const char *user;             /* whose quota it is */
	const struct net_policy *policy; /* of requests, as in http.h; NULL: what is built in */
	/* Folders of prompts before the built-in ones; or NULL. */
	const char *project_prompts, *user_prompts;
	/* The command that does a task without a model, for hints; NULL: there is none.
	 * The function itself may be NULL. */
	const char *(*offline_command)(const char *task);
};
/* Loads prices, zone and providers; reads no key and no script yet. */
bool ai_open(const struct ai_options *o, struct ai **ret, struct err *err);
void ai_close(struct ai *ai); /* accepts NULL */

/* What is asked, and how.  Everything is borrowed for the call. */
struct ai_ask {
	const char *task;                 /* "chat", "sql", "cards", …: decides the tier */
	const struct ai_request *request; /* max_tokens 0: the configuration's */
	/* What a template was filled with, for engines that work without a model
	 * (ai_messages.material); or NULL. */
	const char *material;
	/* Over the routing: a tier, a model ("provider/model", or a model's own
	 * name), a provider; or NULL. */
	const char *tier, *model, *provider;
	const char *template_hash;        /* of a prompt template; or NULL */
	/* The template's tier: it goes before what is built in for the task, behind
	 * what the configuration says; or NULL. */
	const char *template_tier;
	enum { AI_CACHE_USE, AI_CACHE_OFF, AI_CACHE_RENEW } cache;
	/* Of a request with a schema: a value made of an answer without JSON, the
	 * caller's, or NULL; before it is asked for once more.  Or NULL. */
	cJSON *(*salvage)(const char *text);
	int64_t cache_ttl_ms;             /* 0: the configuration's */
	int64_t budget;                   /* pico-dollars for all calls of `run`; or QUOTA_NONE */
	/* Recorded with it; `run` names the budget.  What an earlier process of the
	 * same run had under way is settled as estimated first.  Or NULL. */
	const char *run, *step;
	int64_t timeout_ms;               /* of everything together; 0: the configuration's */
	/* The text as it comes; then nothing is tried again once some was shown. */
	void (*on_text)(void *self, const char *text, size_t len);
	/* One line about a retry, a fallback, a warning. */
	void (*on_note)(void *self, const char *note);
	bool (*may_go_on)(void *self);
	void *self;
	int wake_fd; /* -1: none */
};

struct ai_answer {
	struct ai_reply reply;
	const char *provider, *model; /* that has served it, in the ai's arena */
	bool cached;
	bool offline;                 /* of a built-in engine: asked again it says the same */
	int64_t cost, saved;          /* pico-dollars; -1: nobody knows */
	int attempts;
	char key[65];                 /* of the cache, in hex */
	struct ai_problem problem;    /* of the last attempt, when there is no answer */
	int64_t duration_ms;
};
/* ERR_REFUSED when quota, budget or a block forbid it, with what the limit is
 * and when it opens again; ERR_WORK, ERR_TIMEOUT and so on otherwise. */
bool ai_call(struct ai *ai, const struct ai_ask *ask, struct ai_answer *ret, struct err *err);
void ai_answer_release(struct ai_answer *a);

/* ---- what it would do ---- */

/* Where a task goes, and why: {task, tier, reason, chain: [{provider, model,
 * usable, reason}]}.  `prompt_tokens` 0: a short one. */
cJSON *ai_explain(struct ai *ai, const struct ai_ask *ask, struct err *err);

/* ---- periods ---- */

/* The day and the month at an instant, in the quota's zone. */
#define AI_PERIOD_MAX 16
struct ai_period {
	char day[AI_PERIOD_MAX], month[AI_PERIOD_MAX];
	int64_t next_day_ms, next_month_ms; /* when they end */
	const char *zone;
};
void ai_period_at(const struct ai *ai, int64_t now_ms, struct ai_period *ret);

/* The limits where a user has none of her own. */
void ai_default_limits(const struct ai *ai, struct quota_limits *ret);

#endif
