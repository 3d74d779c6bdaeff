#ifndef CMD_OPT_H
#define CMD_OPT_H

#include "cmd/cmd.h"

/* The tables in force; where two know a name, the first one has it. */
struct opt_set {
	const struct opt *tables[CMD_DEPTH + 1];
	size_t len;
	const char *command; /* "blokctl workflow run", for messages */
};

/* Options before the first operand.  *ret_used is how many arguments they took. */
bool opt_parse_front(
	const struct opt_set *set, int argc, char **argv, int *ret_used, struct err *err);

/* All options, wherever they stand; the operands end up in front, *argc says
 * how many.  After "--" everything is an operand. */
bool opt_parse_all(const struct opt_set *set, int *argc, char **argv, struct err *err);

/* Checks the number of operands against cmd->args. */
bool opt_check_operands(
	const struct cmd *cmd, const char *command, int argc, char **argv, struct err *err);

static inline bool opt_takes_value(const struct opt *o)
{
	return o->kind != OPT_FLAG && o->kind != OPT_COUNT;
}

#endif
