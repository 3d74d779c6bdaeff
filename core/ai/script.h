#ifndef AI_SCRIPT_H
#define AI_SCRIPT_H

#include "core/ai/attempt.h"
#include "core/ai/wire.h"

/* A provider without a server: replies from a file, for tests and demos.  They
 * are written as OpenAI's server would write them and go through the same
 * readers.
 *
 *   replies:
 *     - match: capital of France   # in the last message of the user; none: any
 *       times: 1                   # then it is passed over; none: always
 *       text: Paris                # or json: {…}, or calls: [{name, arguments}]
 *       usage: {input: 12, output: 1, cached: 0}
 *       finish: stop               # or length, refused
 *       delay: 200ms
 *     - embeddings: [[1, 0], [0, 1]]  # to a request for vectors
 *     - status: 429                # an error instead
 *       headers: {retry-after: 2}
 *       message: slow down
 *       code: rate_limit_exceeded
 *     - cut: true                  # the stream breaks off behind the text
 *
 * The first that matches and is not used up replies. */
struct ai_script;

bool ai_script_load(const char *path, struct ai_script **ret, struct err *err);
void ai_script_free(struct ai_script *s); /* accepts NULL */

/* Plays the reply to the attempt's request into the wire.  As ai_attempt_run(). */
bool ai_script_play(const struct ai_attempt *a, struct ai_wire *wire);

#endif
