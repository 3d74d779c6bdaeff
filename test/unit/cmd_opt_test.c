#include "cmd/opt.h"
#include "core/base/vec.h"
#include "test/unit/test.h"

static struct {
	bool flag;
	int count;
	long long number, any, wait_ms;
	const char *text, *choice;
	struct opt_list list;
} v;

static const struct opt opts[] = {
	{ "flag", 'f', OPT_FLAG, &v.flag, NULL, "" },
	{ "count", 'c', OPT_COUNT, &v.count, NULL, "" },
	{ "number", 'n', OPT_INT, &v.number, "n", "", 1, 10 },
	{ "any", 0, OPT_INT, &v.any, "n", "" },
	{ "text", 't', OPT_TEXT, &v.text, "t", "" },
	{ "list", 'l', OPT_LIST, &v.list, "l", "" },
	{ "wait", 'w', OPT_DURATION, &v.wait_ms, "time", "" },
	{ .name = "choice", .kind = OPT_CHOICE, .value = &v.choice, .choices = "red|green|blue" },
	{ 0 },
};
static const struct opt outer[] = {
	{ "text", 't', OPT_FLAG, &v.flag, NULL, "" }, /* hidden behind the inner one */
	{ "global", 'g', OPT_FLAG, &v.flag, NULL, "" },
	{ 0 },
};

static char *args[20];
static int args_len;
static struct err err;

/* Parses a line split at blanks. */
static bool parse(const char *line)
{
	static char copy[200];
	struct opt_set set = {.tables = {opts, outer}, .len = 2, .command = "prog"};
	char *at = copy;

	vec_release(&v.list);
	memset(&v, 0, sizeof v);
	err = (struct err){0};
	snprintf(copy, sizeof copy, "%s", line);
	for (args_len = 0; *at; args_len++) {
		size_t len = strcspn(at, " ");

		args[args_len] = at;
		at += len;
		if (*at)
			*at++ = '\0';
	}
	args[args_len] = NULL;
	return opt_parse_all(&set, &args_len, args, &err);
}

TEST(every_kind_of_option)
{
	CHECK(parse("-f --number=5 --any 0 --text=a=b -lx --list y -l z -w 2m --choice=green -cc --count"));
	CHECK(v.flag);
	CHECK_INT(v.number, 5);
	CHECK_INT(v.any, 0);
	CHECK_STR(v.text, "a=b");
	CHECK_INT(v.list.len, 3);
	CHECK_STR(v.list.at[0], "x");
	CHECK_STR(v.list.at[2], "z");
	CHECK_INT(v.wait_ms, 120000);
	CHECK_STR(v.choice, "green");
	CHECK_INT(v.count, 3);
	CHECK_INT(args_len, 0);
}

TEST(options_stand_anywhere)
{
	CHECK(parse("one -n5 two - --text x -- -f --text"));
	CHECK_INT(args_len, 5);
	CHECK_STR(args[0], "one");
	CHECK_STR(args[2], "-");
	CHECK_STR(args[3], "-f");
	CHECK_STR(args[4], "--text");
	CHECK(args[5] == NULL);
	CHECK(!v.flag);
	CHECK_INT(v.number, 5);
	CHECK(parse("-fcn 7 x"));
	CHECK(v.flag && v.count == 1 && v.number == 7 && args_len == 1);
	CHECK(parse("-t -f")); /* the next word is the value, whatever it looks like */
	CHECK_STR(v.text, "-f");
	CHECK(parse("-g"));
	CHECK(v.flag);
	CHECK(parse("--text="));
	CHECK_STR(v.text, "");
}

static void refused(const char *line, const char *message, const char *hint)
{
	CHECK(!parse(line));
	CHECK_INT(err.kind, ERR_USAGE);
	CHECK_STR(err.message, message);
	CHECK_STR(err.hint, hint);
}

TEST(bad_options_are_explained)
{
	refused("--flog", "unknown option '--flog'", "did you mean '--flag'?");
	refused("--fla", "unknown option '--fla'", "did you mean '--flag'?");
	refused("--unheard=1", "unknown option '--unheard'", "'prog --help' lists the options");
	refused("-fx", "unknown option '-x'", "'prog --help' lists the options");
	refused("--number", "'--number' needs a value", "--number=n");
	refused("-n", "'-n' needs a value", "--number=n");
	refused("-n 11", "'--number' wants a whole number, not '11'", "from 1 to 10");
	refused("-n 1.5", "'--number' wants a whole number, not '1.5'", "from 1 to 10");
	refused("--any=-1", "'--any' wants a whole number, not '-1'", "");
	refused("--flag=yes", "'--flag' takes no value", "leave out '=yes'");
	refused("-w 1h30m", "'--wait' wants a duration, not '1h30m'",
		"a number and ms, s, m, h or d: 500ms, 30s, 7d");
	refused("--choice=gren", "'--choice' cannot be 'gren'", "did you mean 'green'? (red|green|blue)");
	refused("--choice=", "'--choice' cannot be ''", "one of red|green|blue");
}

static bool operands(const char *usage, int count, const char *message)
{
	struct cmd cmd = {.name = "c", .args = usage};
	char *words[] = {"a", "b", "c", "d", NULL};
	bool ok;

	err = (struct err){0};
	ok = opt_check_operands(&cmd, "prog c", count, words, &err);
	CHECK_STR(err.message, message);
	return ok;
}

TEST(operands_are_counted_by_the_usage)
{
	CHECK(operands(NULL, 0, ""));
	CHECK(!operands(NULL, 1, "'prog c' takes no operand: 'a'"));
	CHECK(operands("FILE|NAME", 1, ""));
	CHECK(!operands("FILE|NAME", 0, "'prog c' needs FILE|NAME"));
	CHECK_STR(err.hint, "usage: prog c FILE|NAME");
	CHECK(!operands("FILE", 2, "one operand too many for 'prog c': 'b'"));
	CHECK(!operands("RUN STEP [NAME]", 1, "'prog c' needs STEP"));
	CHECK(operands("RUN STEP [NAME]", 3, ""));
	CHECK(operands("[PATH]...", 0, ""));
	CHECK(operands("[PATH]...", 4, ""));
	CHECK(operands("PATH...", 4, ""));
	CHECK(!operands("PATH...", 0, "'prog c' needs PATH"));
}
