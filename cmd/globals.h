#ifndef CMD_GLOBALS_H
#define CMD_GLOBALS_H

#include "cmd/cmd.h"

/* The options of every command as the parser leaves them; main hands them on
 * in struct app. */
struct globals {
	const char *store, *log_format, *colour, *lang;
	struct opt_list folders;
	bool json, quiet, help, version, no_pager;
	int verbose;
};

extern struct globals given;

#endif
