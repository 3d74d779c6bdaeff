#ifndef CMD_WORKFLOW_SESSION_H
#define CMD_WORKFLOW_SESSION_H

#include "cmd/workflow.h"

/* One execution of a workflow from a command: what it needs, what it shows,
 * and what has to be given back.  Shared by run, resume and replay. */
struct session {
	struct app *app;
	struct registry *registry;
	struct workflow *wf;
	VEC(struct workflow *) stored; /* documents that a run was recorded with */
	struct diags diags;
	struct mock *mocks;
	size_t mocks_len;
	cJSON *request, *env;
	bool events; /* NDJSON on stdout */
	struct run_sink sinks[3];
	size_t sinks_len;
	struct progress_view *progress;
	struct report *report;
};
void session_close(struct session *s);

/* Opens the document at `path`; findings are shown, errors refuse. */
bool session_open(struct session *s, const char *path, struct err *err);
/* Opens what a run was recorded with: its document (or, with `current`, the
 * file as it is now), the others it has used, its request. */
bool session_open_run(struct session *s, const struct run_row *row, bool current, struct err *err);

/* Fills in what all have in common, runs, prints the result. */
bool session_execute(struct session *s, struct run_options *o, struct err *err);

#endif
