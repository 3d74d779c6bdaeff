#include "cmd/globals.h"

#include "cmd/lang.h"
#include "core/base/tr.h"

struct globals given;

const struct opt global_opts[] = {
	{.name = "directory", .letter = 'C', .kind = OPT_LIST, .value = &given.folders, .arg = "folder",
		.help = N_("go to this folder first"), .words = WORDS_FOLDER},
	{.name = "store", .kind = OPT_TEXT, .value = &given.store, .arg = "path",
		.help = N_("database file, or the folder it is in"), .words = WORDS_FILE},
	{"json", 0, OPT_FLAG, &given.json, NULL, N_("print one JSON document")},
	{"quiet", 'q', OPT_FLAG, &given.quiet, NULL, N_("no notes on stderr")},
	{"verbose", 'v', OPT_COUNT, &given.verbose, NULL, N_("tell more on stderr (repeatable)")},
	{.name = "log-format", .kind = OPT_CHOICE, .value = &given.log_format, .arg = "format",
		.help = N_("what goes to stderr: text, or json, a line each"), .choices = "text|json"},
	{.name = "color", .kind = OPT_CHOICE, .value = &given.colour, .arg = "when",
		.help = N_("colours: auto, always or never"), .choices = "auto|always|never"},
	{.name = "lang", .kind = OPT_CHOICE, .value = &given.lang, .arg = "language",
		.help = N_("language of what people read: auto, en or de"), .choices = LANG_CHOICES},
	{"no-pager", 0, OPT_FLAG, &given.no_pager, NULL, N_("print what is longer than the screen, too")},
	{"help", 'h', OPT_FLAG, &given.help, NULL, N_("show help and stop")},
	{"version", 0, OPT_FLAG, &given.version, NULL, N_("show the version and stop")},
	{0},
};
