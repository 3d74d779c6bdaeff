#ifndef STORE_QUOTA_H
#define STORE_QUOTA_H

#include "core/store/store.h"

/* The tables ai_usage, ai_period and ai_limit: what model calls were made, and
 * how many more are allowed.  A call is reserved before it is sent and settled
 * after it; between the two it counts with its estimate, so that callers who
 * ask at once cannot all be let in.  Each function is a transaction. */

struct quota_amounts {
	int64_t requests, tokens, cost; /* cost in pico-dollars */
};

/* A limit in an ai_limit row.  0 is a limit like any other: nothing is allowed. */
#define QUOTA_NONE INT64_C(-1)  /* no limit */
#define QUOTA_UNSET INT64_C(-2) /* the default holds */

struct quota_limits {
	struct quota_amounts day, month;
};

/* ---- limits ---- */

/* Those of `own`, and of `defaults` where nothing is set. */
struct quota_limits quota_limits_over(const struct quota_limits *own,
	const struct quota_limits *defaults);

/* What is set for a user. */
struct quota_user {
	struct quota_limits limits; /* QUOTA_UNSET where nothing is */
	const char *blocked;        /* why, in the arena; NULL: not blocked */
};
bool quota_get_user(struct store *s, struct arena *a, const char *user, struct quota_user *ret,
	struct err *err);
/* The same, under the store's mutex. */
bool quota_read_user(struct store *s, struct arena *a, const char *user, struct quota_user *ret,
	struct err *err);
/* Sets those that are not QUOTA_UNSET. */
bool quota_set_limits(struct store *s, const char *user, const struct quota_limits *limits,
	struct err *err);
/* Back to the defaults; a block stays. */
bool quota_reset_limits(struct store *s, const char *user, struct err *err);
/* A NULL reason unblocks. */
bool quota_block(struct store *s, const char *user, const char *reason, struct err *err);

/* ---- calls ---- */

struct usage_tokens {
	int64_t input, cache_read, cache_write, output; /* they do not overlap */
};

static inline int64_t usage_total(const struct usage_tokens *t)
{
	return t->input + t->cache_read + t->cache_write + t->output;
}

/* What is known before a call. */
struct usage_call {
	const char *user, *day, *month; /* 2026-11-20, 2026-11 */
	const char *task, *provider, *model;
	const char *run, *step;  /* or NULL */
	struct usage_tokens tokens; /* the estimate, an upper bound */
	int64_t cost;            /* pico-dollars; -1: nobody knows */
	const char *price;       /* the band's name, or NULL */
	int64_t at;              /* ms since 1970 */
	int64_t expires_at;      /* when it has surely ended, one way or another */
	/* The defaults where the user has none of her own; QUOTA_NONE: no limit. */
	struct quota_limits defaults;
	int64_t budget;          /* pico-dollars for everything with this `run`; or QUOTA_NONE */
	bool allow_unpriced;     /* a call of unknown price although money is limited */
};

enum quota_answer {
	QUOTA_ADMITTED,
	QUOTA_BLOCKED,   /* the user is */
	QUOTA_EXHAUSTED, /* a limit of the day or the month */
	QUOTA_OVER_BUDGET,
	QUOTA_UNPRICED,  /* money is limited, and the price is not known */
};

struct quota_verdict {
	enum quota_answer answer;
	int64_t no;              /* of the reservation */
	char reason[256];        /* of a block */
	/* Which limit it was; of an admitted call the one that is nearest. */
	bool month;
	enum quota_kind { QUOTA_REQUESTS, QUOTA_TOKENS, QUOTA_COST } kind;
	int64_t limit, used;     /* reservations included, of an admitted call its own, too */
	int percent;             /* of that limit, of an admitted call; 0: nothing is limited */
	bool went_back;          /* later days of this user are on record: the clock was set back */
	int64_t expired;         /* reservations that this call found overdue */
};

/* Whether the call may be made; it is reserved then. */
bool quota_reserve(struct store *s, const struct usage_call *call, struct quota_verdict *ret,
	struct err *err);

struct usage_result {
	const char *status; /* ok partial cancelled error */
	bool counts;        /* as a request: false when the provider has done nothing */
	bool estimated;
	struct usage_tokens tokens;
	int64_t cost;       /* -1: nobody knows */
	int64_t duration_ms;
	const char *model;  /* that has answered; NULL: the one that was asked */
	const char *error;  /* or NULL */
};
/* Once for each reservation; a second time, or after it has expired, it only
 * corrects what was settled then. */
bool quota_settle(struct store *s, int64_t no, const struct usage_result *result, struct err *err);

/* An answer from the cache: a row that costs nothing.  `call->tokens` and
 * `call->cost` are what was saved. */
bool quota_note_hit(struct store *s, const struct usage_call *call, struct err *err);

/* Work that no provider has done: a row that costs nothing and counts against
 * no limit.  Of the result status, duration and error are kept. */
bool quota_note_own(struct store *s, const struct usage_call *call,
	const struct usage_result *result, struct err *err);

/* Settles what is overdue, as if it had been sent and cost what was estimated:
 * a process that died cannot say.  With `run`, those of that run at once. */
bool quota_expire(struct store *s, int64_t now_ms, const char *run, int64_t *ret_count,
	struct err *err);

/* ---- looking ---- */

struct quota_sum {
	struct quota_amounts used;     /* settled and reserved */
	struct quota_amounts reserved; /* a part of it */
	int64_t hits, saved_cost;
	int64_t unpriced;              /* calls whose cost nobody knows */
};
/* What counts against the limits of a day or a month, under the store's mutex. */
bool quota_used(struct store *s, const char *user, const char *period, struct quota_amounts *ret,
	struct err *err);
/* The same, and where it comes from. */
bool quota_sum(struct store *s, const char *user, const char *period, struct quota_sum *ret,
	struct err *err);

struct usage_filter {
	const char *user;   /* NULL: everybody */
	const char *since, *until; /* days, inclusive; or NULL */
	const char *run;    /* or NULL */
};
enum usage_group { USAGE_BY_DAY, USAGE_BY_MODEL, USAGE_BY_TASK, USAGE_BY_RUN, USAGE_BY_USER };
struct usage_row {
	const char *group;
	int64_t calls, hits, errors;
	struct usage_tokens tokens;
	int64_t cost, saved, unpriced;
};
typedef bool usage_visit(void *self, const struct usage_row *row, struct err *err);
struct usage_query {
	struct usage_filter filter;
	enum usage_group by;
};
bool usage_each(struct store *s, const struct usage_query *query, usage_visit *each, void *self,
	struct err *err);

#endif
