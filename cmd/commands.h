#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/cmd.h"

/* Every command, in the order of the help: cmd_NAME lives in cmd/NAME.c. */
#define COMMANDS(X)                                                                                \
	X(init)                                                                                    \
	X(workflow)                                                                                \
	X(ask_sql)                                                                                 \
	X(cards)                                                                                   \
	X(gen_cards)                                                                               \
	X(migrate)                                                                                 \
	X(panel)                                                                                   \
	X(dashboard)                                                                               \
	X(ai)                                                                                      \
	X(prompt)                                                                                  \
	X(quota)                                                                                   \
	X(audit)                                                                                   \
	X(store)                                                                                   \
	X(config)                                                                                  \
	X(doctor)                                                                                  \
	X(schema)                                                                                  \
	X(repl)                                                                                    \
	X(completion)                                                                              \
	X(help)                                                                                    \
	X(query_worker)

#define COMMAND_DECLARE(id) extern const struct cmd cmd_##id;
COMMANDS(COMMAND_DECLARE)
#undef COMMAND_DECLARE

#endif
