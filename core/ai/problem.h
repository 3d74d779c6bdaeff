#ifndef AI_PROBLEM_H
#define AI_PROBLEM_H

#include "core/net/http.h"
#include "core/data/json.h"

/* Why there is no answer, and what may be done about it. */

enum ai_problem_kind {
	AI_NO_PROBLEM,
	AI_UNREACHABLE, /* no connection, or none that lasted until the first byte */
	AI_OVERLOADED,  /* 408, 409, 5xx: another attempt may succeed */
	AI_LIMITED,     /* too many requests or tokens: later */
	AI_SPENT,       /* the account has no money left: waiting does not help */
	AI_DENIED,      /* 401, 403: the key */
	AI_TOO_LONG,    /* the prompt does not fit the model */
	AI_UNKNOWN_MODEL,
	AI_BAD_REQUEST, /* any other 4xx */
	AI_BAD_ANSWER,  /* what came is no answer */
	AI_BROKEN,      /* the stream ended before the answer did */
	AI_LATE,        /* a deadline */
	AI_CANCELLED,
};
const char *ai_problem_name(enum ai_problem_kind kind); /* "rate_limited", … for --json */

struct ai_problem {
	enum ai_problem_kind kind;
	int status;       /* HTTP; 0: none */
	bool retry;       /* another attempt at the same model may succeed */
	int64_t wait_ms;  /* asked for by the server; 0: not said */
	char message[512];
	char code[64];    /* the provider's word for it, or "" */
	char param[64];   /* the field that a 400 is about, or "" */
};

/* Of a response with a status of 400 and above; its body may be anything. */
void ai_problem_of_response(const struct http_response *r, int64_t now_ms, struct ai_problem *ret);
/* Whether `data`, an answer or an event, is an error instead. */
bool ai_problem_read(const cJSON *data, struct ai_problem *ret);
/* Sets the message: one line of text, in which what looks like a key is hidden,
 * for some providers quote it. */
void ai_problem_say(struct ai_problem *p, const char *text);

#endif
