#ifndef AI_LEDGER_H
#define AI_LEDGER_H

#include "core/ai/context.h"

/* What an attempt costs: reserved before, settled after. */

struct ai_entry {
	struct ai *ai;
	const struct ai_ask *ask;
	const struct ai_target *target;
	int64_t prompt_tokens, max_tokens;
	int64_t no;      /* of the reservation */
	int64_t begun_us, expires_ms;
};

/* ERR_REFUSED, and a row in the audit, when it may not be made. */
bool ai_ledger_reserve(struct ai_entry *e, struct err *err);
/* What it was in the end; *ret_cost is -1 when nobody knows the price. */
bool ai_ledger_settle(struct ai_entry *e, const struct ai_reply *reply,
	const struct ai_problem *problem, int64_t *ret_cost, struct err *err);

/* Work of a built-in engine; `error` NULL: it is done. */
bool ai_ledger_note_own(const struct ai_entry *e, const char *error, struct err *err);

/* Pico-dollars, or -1; *ret_price (which may be NULL) is the band, in the arena. */
int64_t ai_ledger_cost(struct ai *ai, const struct ai_target *target, const struct ai_usage *usage,
	const char **ret_price);
/* Four numbers from what the provider said, else from the texts. */
struct ai_usage ai_ledger_usage(const struct ai_entry *e, const struct ai_reply *reply);

/* The call as rows have it: user, periods, names. */
void ai_ledger_call(const struct ai_entry *e, const struct ai_period *period, struct usage_call *ret);

#endif
