#include "cmd/commands.h"
#include "cmd/workflow.h"
#include "core/base/tr.h"

const struct cmd cmd_workflow = {
	.name = "workflow",
	.summary = N_("Run, check and look into workflows"),
	.subs = (const struct cmd *const[]){&workflow_run, &workflow_resume, &workflow_replay,
		&workflow_cancel, &workflow_validate,
		&workflow_runs, &workflow_show, &workflow_logs, &workflow_prune, &workflow_graph, &workflow_nodes,
		&workflow_test, &workflow_new, NULL},
	.examples =
		(const char *const[]){
			"blokctl workflow run workflows/hello.yaml",
			N_("run a workflow and print its response"),
			"blokctl workflow validate workflows",
			N_("check every document below a folder"),
			"blokctl workflow show last",
			N_("what the latest run did, step by step"),
			NULL,
		},
};
