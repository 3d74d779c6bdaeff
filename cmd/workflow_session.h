#ifndef CMD_WORKFLOW_SESSION_H
#define CMD_WORKFLOW_SESSION_H

#include "cmd/report.h"
#include "cmd/workflow.h"
#include "core/base/tr.h"

/* How to execute: the options that run, resume and replay have in common. */
struct session_options {
	bool events; /* NDJSON on stdout */
	bool no_wait;
	long long timeout_ms, jobs;
	const char *durability, *budget, *metrics_file;
};
extern struct session_options session_options;
#define SESSION_OPTIONS                                                                            \
	{.name = "events", .kind = OPT_FLAG, .value = &session_options.events,                     \
		.help = N_("one JSON line per event instead of the response")},                        \
		REPORT_OPTION(N_("junit=FILE (a case for each step) or github; repeatable")),                      \
		{.name = "metrics-file",                                                           \
			.kind = OPT_TEXT,                                                          \
			.value = &session_options.metrics_file,                                    \
			.arg = "file",                                                             \
			.help = N_("write metrics for Prometheus there at the end"),               \
			.words = WORDS_FILE},                                                      \
		{.name = "no-wait", .kind = OPT_FLAG, .value = &session_options.no_wait,           \
			.help = N_("stop at a wait step with status 75 instead of waiting")},          \
		{.name = "timeout", .kind = OPT_DURATION, .value = &session_options.timeout_ms,    \
			.arg = "duration", .help = N_("stop the run after this long")},                \
		{.name = "durability", .kind = OPT_CHOICE, .value = &session_options.durability,   \
			.arg = "level", .choices = "normal|full",                                  \
			.help = N_("full: each commit survives a power cut, too (default normal)")},   \
		{.name = "budget-usd", .kind = OPT_TEXT, .value = &session_options.budget,         \
			.arg = "dollars", .help = N_("calls of models may cost no more, all together")}, \
		{.name = "jobs", .letter = 'j', .kind = OPT_INT, .value = &session_options.jobs,   \
			.arg = "count", .help = N_("at most this many steps at once"),                 \
			.min = 1, .max = 1000}

/* One execution of a workflow from a command: what it needs, what it shows,
 * and what has to be given back.  Shared by run, resume and replay. */
/* Found once: its password may come from a program. */
struct named_database {
	const char *name;
	struct run_database found;
};

struct session {
	struct app *app;
	struct registry *registry;
	struct workflow *wf;
	VEC(struct workflow *) stored; /* documents that a run was recorded with */
	struct diags diags;
	struct node_set nodes;
	cJSON *request, *env;
	struct run_sink sinks[3];
	size_t sinks_len;
	struct progress_view *progress;
	struct report *report;
	struct reports reports;
	VEC(struct named_database) databases; /* that steps have named */
	struct ai *ai; /* opened when a step asks a model */
	int64_t budget;
	/* Documents of --json go here instead of to stdout; NULL: they are printed. */
	cJSON *collected;
	bool paused; /* the run asks what becomes of a step that had begun */
	bool ended; /* the last line of --events, or the document, is out */
};
/* Gives back what it holds; `err` is that of the command when it has failed,
 * else NULL, for the readers of --events.  Returns whether it has not. */
bool session_close(struct session *s, const struct err *failed);

/* Opens the document at `path`; findings are shown, errors refuse. */
bool session_open(struct session *s, const char *path, struct err *err);
/* Opens what a run was recorded with: its document (or, with `current`, the
 * file as it is now), the others it has used, its request. */
bool session_open_run(struct session *s, const struct run_row *row, bool current, struct err *err);

/* Warns of each completed step of the recorded run that the document, read
 * anew, has no place for (workflow_unmatched.c). */
bool session_tell_unmatched(struct session *s, const struct run_row *row, struct err *err);

/* Fills in what all have in common, the options above too, runs, prints the result. */
bool session_execute(struct session *s, struct run_options *o, struct err *err);

#endif
