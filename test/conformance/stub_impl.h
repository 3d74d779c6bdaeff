#ifndef TEST_STUB_IMPL_H
#define TEST_STUB_IMPL_H

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/data/json.h"
#include "test/conformance/stub_server.h"

#include <pthread.h>
#include <stdatomic.h>

/* Private to the stub. */

struct stub_server {
	int fd, port;
	pthread_t thread;
	atomic_bool stop;
	pthread_mutex_t mutex;
	cJSON *flaky; /* key -> how often it was asked */
};

struct request {
	struct stub_server *server;
	char method[16], target[2048];
	cJSON *headers, *query;
	const char *body;
};

struct answer {
	int status;
	const char *type, *extra; /* further header lines */
	cJSON *json;
	const char *text;
	char *owned; /* stands in place of both; freed */
};

cJSON *stub_body_json(const struct request *r);
/* Counts a request under a key; how many there are now. */
double stub_count(const struct request *r, const char *key);

/* Servers of models, below /m/. */
void stub_models(const struct request *r, struct answer *a);
/* Their vectors of the texts in `body`, and what is wrong with them in `mode`. */
void stub_openai_vectors(const cJSON *body, const char *mode, struct answer *a);
void stub_ollama_vectors(const cJSON *body, const char *mode, struct answer *a);

#endif
