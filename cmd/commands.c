#include "cmd/commands.h"

#include "core/base/str.h"

#define COMMAND_ADDRESS(id) &cmd_##id,
const struct cmd *const cmd_table[] = {COMMANDS(COMMAND_ADDRESS) NULL};

const struct cmd *cmd_find(const struct cmd *const *table, const char *name)
{
	for (; table && *table; table++)
		if (str_eq((*table)->name, name))
			return *table;
	return NULL;
}

/* More would be no help any more. */
#define NEAREST_MAX 100

const char *cmd_nearest(const struct cmd *const *table, const char *name)
{
	const char *names[NEAREST_MAX];
	size_t count = 0;

	for (; table && *table && count < NEAREST_MAX; table++)
		if (!(*table)->hidden)
			names[count++] = (*table)->name;
	return str_nearest(name, names, count);
}
