#ifndef CMD_WORKFLOW_H
#define CMD_WORKFLOW_H

#include "cmd/app.h"
#include "cmd/cmd.h"
#include "core/base/tr.h"
#include "core/engine/run.h"
#include "core/workflow/registry.h"

/* What the subcommands of `workflow` share. */

extern const struct cmd workflow_run, workflow_resume, workflow_replay, workflow_cancel,
	workflow_validate, workflow_runs, workflow_show,
	workflow_logs, workflow_prune, workflow_graph, workflow_nodes,
	workflow_test, workflow_new;

/* The --with option of the commands that look names up. */
extern struct opt_list workflow_with;
#define WORKFLOW_WITH_OPTION                                                                       \
	{.name = "with", .kind = OPT_LIST, .value = &workflow_with, .arg = "path",                 \
		.help = N_("a file or folder with further workflows (repeatable)"),        \
		.words = WORDS_FILE}

/* --mock NODE|STEP=FILE */
extern struct opt_list workflow_mocks;
#define WORKFLOW_MOCK_OPTION                                                                       \
	{.name = "mock", .kind = OPT_LIST, .value = &workflow_mocks, .arg = "name=file",           \
		.help = N_("take the output of a node or step from a JSON file"),          \
		.words = WORDS_FILE}

/* The file that FILE|NAME means, in the app's arena: a path, or a name known
 * in --with, the working folder or workflows/. */
bool workflow_locate(struct app *app, const char *name, const char **ret_path, struct err *err);

/* The nodes there are, and the --mock options over them. */
bool workflow_nodes_load(struct node_set *ret, struct err *err);
void workflow_nodes_release(struct node_set *nodes);
/* A mock that stands in for nothing in `wf` is a mistake: the step that was
 * meant would run.  What a sub-workflow named by an expression holds is known
 * only when it runs; then nothing is said. */
bool workflow_nodes_check(const struct node_set *nodes, const struct workflow *wf, struct err *err);

/* Everything that a name in a document at `path` can mean; `nodes` is kept. */
bool workflow_registry(const char *path, const struct node_set *nodes, struct registry **ret,
	struct err *err);

/* Loads and checks; *ret_wf is NULL when there were errors among the findings. */
bool workflow_open(const char *path, struct registry *registry, struct diags *diags,
	struct workflow **ret_wf, struct err *err);

/* The error about a document with errors, and its findings, as `validate`
 * would show them. */
bool workflow_refuse(struct app *app, const char *path, const struct diags *diags, struct err *err);

/* Sinks of `run` (workflow_progress.c, workflow_events.c, workflow_report.c). */
struct progress_view;
struct progress_view *progress_view_new(struct app *app);
struct run_sink progress_view_sink(struct progress_view *v);
void progress_view_free(struct progress_view *v); /* ends the live lines */

struct run_sink events_sink(struct app *app);
struct run_sink events_log_sink(struct app *app); /* to stderr: --log-format=json */
/* The last line: `document` is taken over, the run's own or {"error": …}. */
void events_end_take(struct app *app, const char *run_id, cJSON *document);

/* steps[] of --json: entries in document and item order. */
struct report;
struct report *report_new(void);
struct run_sink report_sink(struct report *r);
cJSON *report_steps(struct report *r);
void report_free(struct report *r);

/* The document of `workflow run --json`. */
cJSON *workflow_result_json(const struct workflow *wf, const struct run_result *result,
	struct report *report);

#endif
