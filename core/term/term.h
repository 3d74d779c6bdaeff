#ifndef TERM_TERM_H
#define TERM_TERM_H

#include "core/base/str.h"

#include <stdbool.h>

/* What a stream is able to show. */
struct term {
	bool is_tty;
	bool colour;
	bool unicode; /* the locale is UTF-8; otherwise ASCII stands in for … and lines */
	int width;    /* columns; 0 when it is no terminal: nothing is cut */
};

enum term_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* In this order: the user's choice, NO_COLOR (no-color.org), CLICOLOR_FORCE,
 * TERM=dumb, whether it is a terminal.  COLUMNS overrides the width. */
void term_detect(struct term *t, int fd, enum term_choice choice);

/* What a text is, not which colour it has. */
enum term_role {
	ROLE_PLAIN,
	ROLE_HEADING,
	ROLE_STRONG,
	ROLE_FAINT,
	ROLE_GOOD,
	ROLE_WARNING,
	ROLE_ERROR,
	ROLE_HINT,
	ROLE_NAME,
};

void term_styled(const struct term *t, struct str *out, enum term_role role, const char *text);
/* For text that is put together in between; both add nothing without colour. */
void term_begin(const struct term *t, struct str *out, enum term_role role);
void term_end(const struct term *t, struct str *out, enum term_role role);

#endif
