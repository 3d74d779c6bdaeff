#include "cmd/commands.h"

#include "core/base/tr.h"
#include "core/db/worker.h"

#include <unistd.h>

static bool query_worker_run(struct app *app, int argc, char **argv, struct err *err)
{
	(void)app, (void)argc, (void)argv;
	return worker_run(STDIN_FILENO, STDOUT_FILENO) == 0 ||
	       err_set(err, ERR_WORK, "the query cannot be run");
}

const struct cmd cmd_query_worker = {
	.name = WORKER_COMMAND,
	.summary = N_("The child process that runs a query; blokctl starts it itself"),
	.run = query_worker_run,
	.manual = "blokctl",
	.hidden = true,
};
