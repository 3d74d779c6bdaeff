#include "core/term/term.h"

#include <stdlib.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Narrower than this no column layout is readable; wider, the eye loses the line. */
#define WIDTH_MIN 20
#define WIDTH_FALLBACK 80

static bool env_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

static int width_of_terminal(int fd)
{
	const char *columns = getenv("COLUMNS");
	long width = columns ? strtol(columns, NULL, 10) : 0;
	struct winsize size = {0};

	if (width <= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (width <= 0)
		width = WIDTH_FALLBACK;
	return width < WIDTH_MIN ? WIDTH_MIN : width > 1000 ? 1000 : (int)width;
}

/* The variables in the order POSIX gives them (XBD 8.2). */
static bool locale_is_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]), *dot;

		if (!value || !*value)
			continue;
		for (dot = value; *dot && *dot != '.'; dot++)
			;
		return strncasecmp(dot, ".utf-8", 6) == 0 || strncasecmp(dot, ".utf8", 5) == 0;
	}
	return false;
}

static bool wants_colour(bool is_tty, enum term_choice choice)
{
	const char *force = getenv("CLICOLOR_FORCE"), *kind = getenv("TERM");

	if (choice != COLOUR_AUTO)
		return choice == COLOUR_ALWAYS;
	if (env_set("NO_COLOR"))
		return false;
	if (env_set("CLICOLOR_FORCE") && !str_eq(force, "0"))
		return true;
	return is_tty && kind && *kind && !str_eq(kind, "dumb");
}

void term_detect(struct term *t, int fd, enum term_choice choice)
{
	t->is_tty = isatty(fd) == 1;
	t->width = t->is_tty ? width_of_terminal(fd) : 0;
	t->colour = wants_colour(t->is_tty, choice);
	t->unicode = locale_is_utf8();
}

/* The eight colours of ECMA-48, which every theme makes readable. */
static const char *const codes[] = {
	[ROLE_PLAIN] = NULL,
	[ROLE_HEADING] = "\033[1m",
	[ROLE_STRONG] = "\033[1m",
	[ROLE_FAINT] = "\033[2m",
	[ROLE_GOOD] = "\033[32m",
	[ROLE_WARNING] = "\033[1;33m",
	[ROLE_ERROR] = "\033[1;31m",
	[ROLE_HINT] = "\033[36m",
	[ROLE_NAME] = "\033[36m",
};

void term_begin(const struct term *t, struct str *out, enum term_role role)
{
	if (t->colour && codes[role])
		str_add(out, codes[role]);
}

void term_end(const struct term *t, struct str *out, enum term_role role)
{
	if (t->colour && codes[role])
		str_add(out, "\033[0m");
}

void term_styled(const struct term *t, struct str *out, enum term_role role, const char *text)
{
	term_begin(t, out, role);
	str_add(out, text);
	term_end(t, out, role);
}
