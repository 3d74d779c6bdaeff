#include "cmd/opt.h"

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/base/vec.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static const struct opt *find(const struct opt_set *set, const char *name, size_t len, char letter)
{
	for (size_t t = 0; t < set->len; t++)
		for (const struct opt *o = set->tables[t]; o && o->name; o++)
			if (letter ? o->letter == letter
				   : strlen(o->name) == len && memcmp(o->name, name, len) == 0)
				return o;
	return NULL;
}

/* More would be no help any more. */
#define NEAREST_MAX 100

static bool unknown(const struct opt_set *set, const char *name, size_t len, struct err *err)
{
	const char *names[NEAREST_MAX], *nearest;
	size_t count = 0;
	char word[64];

	for (size_t t = 0; t < set->len; t++)
		for (const struct opt *o = set->tables[t]; o && o->name; o++)
			if (!o->hidden && count < NEAREST_MAX)
				names[count++] = o->name;
	snprintf(word, sizeof word, "%.*s", (int)(len < 63 ? len : 63), name);
	nearest = str_nearest(word, names, count);
	err_set(err, ERR_USAGE, "unknown option '--%.*s'", (int)len, name);
	if (nearest)
		return err_hint(err, "did you mean '--%s'?", nearest);
	return err_hint(err, "'%s --help' lists the options", set->command);
}

static bool choose(const struct opt *o, const char *text, struct err *err)
{
	const char *words[16], *nearest;
	char buffer[256], *at = buffer, *bar;
	size_t count = 0;

	snprintf(buffer, sizeof buffer, "%s", o->choices);
	for (bool more = true; more && count < sizeof words / sizeof *words; at = bar + 1) {
		bar = at + strcspn(at, "|");
		more = *bar != '\0';
		*bar = '\0';
		if (str_eq(at, text)) {
			*(const char **)o->value = text;
			return true;
		}
		words[count++] = at;
	}
	nearest = str_nearest(text, words, count);
	err_set(err, ERR_USAGE, "'--%s' cannot be '%s'", o->name, text);
	return nearest ? err_hint(err, "did you mean '%s'? (%s)", nearest, o->choices)
		       : err_hint(err, "one of %s", o->choices);
}

static bool number(const struct opt *o, const char *text, struct err *err)
{
	/* Beyond 2^53 a number would not come through JSON unharmed. */
	long long max = o->min || o->max ? o->max : 1LL << 53;

	if (num_parse_int(text, o->min, max, o->value))
		return true;
	err_set(err, ERR_USAGE, "'--%s' wants a whole number, not '%s'", o->name, text);
	return o->min || o->max ? err_hint(err, "from %lld to %lld", o->min, o->max) : false;
}

static bool store(const struct opt *o, const char *text, struct err *err)
{
	switch (o->kind) {
	case OPT_FLAG: *(bool *)o->value = true; return true;
	case OPT_COUNT: ++*(int *)o->value; return true;
	case OPT_TEXT: *(const char **)o->value = text; return true;
	case OPT_LIST: vec_push((struct opt_list *)o->value, text); return true;
	case OPT_INT: return number(o, text, err);
	case OPT_CHOICE: return choose(o, text, err);
	case OPT_DURATION:
		if (num_parse_duration_ms(text, o->value))
			return true;
		err_set(err, ERR_USAGE, "'--%s' wants a duration, not '%s'", o->name, text);
		return err_hint(err, "a number and ms, s, m, h or d: 500ms, 30s, 7d");
	}
	return false;
}

static bool no_value(const struct opt *o, const char *given, struct err *err)
{
	err_set(err, ERR_USAGE, "'%s' needs a value", given);
	return err_hint(err, "--%s=%s", o->name, o->arg ? o->arg : "value");
}

/* "--name", "--name=value" or "--name value"; *i moves on with a second word. */
static bool take_long(const struct opt_set *set, int argc, char **argv, int *i, struct err *err)
{
	const char *name = argv[*i] + 2, *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const struct opt *o = find(set, name, len, 0);

	if (!o)
		return unknown(set, name, len, err);
	if (!opt_takes_value(o)) {
		if (!equals)
			return store(o, NULL, err);
		err_set(err, ERR_USAGE, "'--%s' takes no value", o->name);
		return err_hint(err, "leave out '%s'", equals);
	}
	if (equals)
		return store(o, equals + 1, err);
	if (*i + 1 >= argc)
		return no_value(o, argv[*i], err);
	return store(o, argv[++*i], err);
}

/* "-v", "-vq", "-n5", "-n 5". */
static bool take_letters(const struct opt_set *set, int argc, char **argv, int *i, struct err *err)
{
	for (const char *at = argv[*i] + 1; *at; at++) {
		const struct opt *o = find(set, NULL, 0, *at);
		char given[3] = {'-', *at, '\0'};

		if (!o) {
			err_set(err, ERR_USAGE, "unknown option '-%c'", *at);
			return err_hint(err, "'%s --help' lists the options", set->command);
		}
		if (!opt_takes_value(o)) {
			if (!store(o, NULL, err))
				return false;
			continue;
		}
		if (at[1])
			return store(o, at + 1, err);
		if (*i + 1 >= argc)
			return no_value(o, given, err);
		return store(o, argv[++*i], err);
	}
	return true;
}

static bool take(const struct opt_set *set, int argc, char **argv, int *i, struct err *err)
{
	return argv[*i][1] == '-' ? take_long(set, argc, argv, i, err)
				  : take_letters(set, argc, argv, i, err);
}

static bool is_option(const char *arg)
{
	return arg[0] == '-' && arg[1]; /* a lone "-" is standard input */
}

bool opt_parse_front(
	const struct opt_set *set, int argc, char **argv, int *ret_used, struct err *err)
{
	int i = 0;

	for (; i < argc && is_option(argv[i]) && !str_eq(argv[i], "--"); i++)
		if (!take(set, argc, argv, &i, err))
			return false;
	*ret_used = i;
	return true;
}

bool opt_parse_all(const struct opt_set *set, int *argc, char **argv, struct err *err)
{
	bool only_operands = false;
	int kept = 0;

	for (int i = 0; i < *argc; i++) {
		if (!only_operands && str_eq(argv[i], "--"))
			only_operands = true;
		else if (only_operands || !is_option(argv[i]))
			argv[kept++] = argv[i];
		else if (!take(set, *argc, argv, &i, err))
			return false;
	}
	argv[kept] = NULL;
	*argc = kept;
	return true;
}

/* The operand's name at `args`, and where the next one begins. */
static const char *next_word(const char *args, size_t *ret_len)
{
	args += strspn(args, " ");
	*ret_len = strcspn(args, " ");
	return args;
}

bool opt_check_operands(
	const struct cmd *cmd, const char *command, int argc, char **argv, struct err *err)
{
	const char *word = cmd->args ? cmd->args : "", *missing = NULL;
	size_t len, missing_len = 0;
	int least = 0, most = 0;

	for (word = next_word(word, &len); len; word = next_word(word + len, &len)) {
		bool many = len > 3 && memcmp(word + len - 3, "...", 3) == 0;

		if (word[0] != '[' && least++ == argc) {
			missing = word;
			missing_len = many ? len - 3 : len;
		}
		most = many || most == INT_MAX ? INT_MAX : most + 1;
	}
	if (argc < least)
		err_set(err, ERR_USAGE, "'%s' needs %.*s", command, (int)missing_len, missing);
	else if (argc > most && most == 0)
		err_set(err, ERR_USAGE, "'%s' takes no operand: '%s'", command, argv[0]);
	else if (argc > most)
		err_set(err, ERR_USAGE, "one operand too many for '%s': '%s'", command, argv[most]);
	else
		return true;
	return err_hint(err, "usage: %s%s%s", command, cmd->args ? " " : "",
		cmd->args ? cmd->args : " [OPTION]...");
}
