#include "cmd/globals.h"

struct globals given;

const struct opt global_opts[] = {
	{.name = "directory", .letter = 'C', .kind = OPT_LIST, .value = &given.folders, .arg = "folder",
		.help = "go to this folder first", .words = WORDS_FOLDER},
	{.name = "store", .kind = OPT_TEXT, .value = &given.store, .arg = "path",
		.help = "database file, or the folder it is in", .words = WORDS_FILE},
	{"json", 0, OPT_FLAG, &given.json, NULL, "print one JSON document"},
	{"quiet", 'q', OPT_FLAG, &given.quiet, NULL, "no notes on stderr"},
	{"verbose", 'v', OPT_COUNT, &given.verbose, NULL, "tell more on stderr (repeatable)"},
	{.name = "color", .kind = OPT_CHOICE, .value = &given.colour, .arg = "when",
		.help = "colours: auto, always or never", .choices = "auto|always|never"},
	{"no-pager", 0, OPT_FLAG, &given.no_pager, NULL, "print what is longer than the screen, too"},
	{"help", 'h', OPT_FLAG, &given.help, NULL, "show help and stop"},
	{"version", 0, OPT_FLAG, &given.version, NULL, "show the version and stop"},
	{0},
};
