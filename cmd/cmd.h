#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct app;

enum cmd_needs {
	NEEDS_NOTHING = 0,
	NEEDS_STORE = 1,      /* opened, and created when it is not there, before run() */
	NEEDS_STORE_READ = 2, /* opened when it is there, otherwise app->store is NULL */
};

/* What the variable behind opt.value is. */
enum opt_kind {
	OPT_FLAG,     /* bool */
	OPT_COUNT,    /* int, one more each time it is given */
	OPT_INT,      /* long long */
	OPT_TEXT,     /* const char * into argv; the last one wins */
	OPT_LIST,     /* struct opt_list, one more each time */
	OPT_DURATION, /* long long milliseconds: 500ms 30s 5m 2h 7d, or a plain number of them */
	OPT_CHOICE,   /* const char *, one of the words in opt.choices */
};

/* What the shell's completion offers for a value or an operand. */
enum words_kind {
	WORDS_NONE,
	WORDS_FILE,
	WORDS_FOLDER,
	WORDS_WORKFLOW, /* names found in workflows/, and files */
	WORDS_RUN,      /* run ids of the store */
	WORDS_COMMAND,  /* our own commands */
	WORDS_SETTING,  /* keys of the configuration */
	WORDS_PANEL,    /* names of kept panels */
	WORDS_DASHBOARD, /* names of dashboards */
	WORDS_DASHBOARD_PANEL, /* a dashboard, then panels */
	WORDS_PROMPT,   /* names of prompts, and files */
	WORDS_DECK,     /* names of decks */
	WORDS_CARD,     /* names of study cards */
	WORDS_NODE,     /* what steps can use */
};

struct opt_list {
	const char **at;
	size_t len, cap;
};

/* One table is parser, help and completion at once; it ends with { 0 }. */
struct opt {
	const char *name; /* without the dashes */
	char letter;      /* or 0 */
	enum opt_kind kind;
	void *value;      /* static storage of the command's file, holding the default */
	const char *arg;  /* the value's name in the help: "count" */
	const char *help; /* one line, lower case, no full stop */
	long long min, max;  /* OPT_INT; both 0: any number from 0 on */
	const char *choices; /* OPT_CHOICE: "auto|always|never" */
	enum words_kind words;
	bool hidden; /* works, but help and completion pass over it */
};

/* Commands and subcommands alike. */
struct cmd {
	const char *name;
	/* "FILE [NAME] [PATH]...": brackets make an operand optional, dots make it
	 * repeatable; the number given is checked before run().  NULL: none. */
	const char *args;
	const char *summary; /* one line, a capital first, no full stop */
	const struct opt *opts;
	const char *const *examples; /* "command line", "what it does", …, NULL */
	const char *details;         /* a paragraph or two for the help, wrapped there */
	unsigned needs;              /* enum cmd_needs, or-ed */
	/* argv holds the operands only. */
	bool (*run)(struct app *app, int argc, char **argv, struct err *err);
	/* NULL-terminated.  With run() as well, an operand that names none of them
	 * is run()'s. */
	const struct cmd *const *subs;
	const char *manual;       /* man page; NULL: blokctl-NAME of the command */
	enum words_kind operands; /* for completion */
	bool hidden;
};

/* In the order of the help; NULL-terminated (commands.h). */
extern const struct cmd *const cmd_table[];
extern const struct opt global_opts[];

const struct cmd *cmd_find(const struct cmd *const *table, const char *name);
/* The nearest name by edit distance, or NULL. */
const char *cmd_nearest(const struct cmd *const *table, const char *name);

/* A command and what stands above it: path[0] is the outermost. */
#define CMD_DEPTH 3
struct cmd_path {
	const struct cmd *at[CMD_DEPTH];
	int depth;
};

static inline const struct cmd *cmd_last(const struct cmd_path *path)
{
	return path->depth ? path->at[path->depth - 1] : NULL;
}

#endif
