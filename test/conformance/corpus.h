#ifndef TEST_CORPUS_H
#define TEST_CORPUS_H

#include "core/data/json.h"

/* Running the built program on documents of the corpus. */

struct outcome {
	int status;   /* exit status; 128 + n for a signal */
	cJSON *json;  /* what it printed, or NULL when it is no JSON */
	struct str out, err;
};
void outcome_release(struct outcome *o);

/* A folder of the test's own, removed at exit. */
const char *corpus_folder(void);
/* Writes FOLDER/name and gives its path, valid until the next call but one. */
const char *corpus_write(const char *name, const char *text);
/* Runs ./blokctl (BLOKCTL) with the words; env is an object of variables. */
struct outcome corpus_run(const char *const *words, const cJSON *env);
cJSON *corpus_json(const char *path);
/* Copies a folder's documents (and its middleware/) with hosts replaced by the stub. */
void corpus_copy(const char *from, const char *to, const char *stub);
char *corpus_replace(const char *text, const char *stub);

/* Equal, where "<masked>" and "<uuid>" in `want` stand for anything. */
bool corpus_matches(const cJSON *got, const cJSON *want);
/* Every member of `want` is there. */
bool corpus_contains(const cJSON *got, const cJSON *want);

#endif
