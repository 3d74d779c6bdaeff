#ifndef CMD_WORKFLOW_SHOWN_H
#define CMD_WORKFLOW_SHOWN_H

#include "cmd/workflow_stored.h"
#include "core/base/vec.h"

/* A run as `show` shows it.  Texts live in the app's arena. */
struct shown_run {
	struct app *app;
	struct run_row row;
	VEC(struct attempt_row) attempts; /* in the order they were begun */
	bool live;                        /* a process is at it */
	bool inputs, outputs;             /* whether the tree has them */
};

/* The run, or its one step with every attempt, for people. */
void shown_print_run(struct shown_run *r);
void shown_print_step(struct shown_run *r);

/* The steps as an indented tree by path (workflow_tree.c). */
void tree_print(const struct shown_run *r);

/* "  name: message" of an error's JSON, on one line, escaped. */
void shown_add_error(struct str *out, const char *error_json);
/* A value, indented by `depth` blanks, made safe for a terminal. */
void shown_add_value(struct str *out, const cJSON *value, size_t depth);

#endif
