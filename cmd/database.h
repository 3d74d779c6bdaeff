#ifndef CMD_DATABASE_H
#define CMD_DATABASE_H

#include "cmd/app.h"
#include "core/base/str.h"

/* What a name of the configuration's `databases` stands for, with its password in it; any
 * other text is itself.  `password` gets that alone, and stays empty when there is none. */
bool database_spec(struct app *app, const char *name, struct str *password, const char **ret_spec,
	struct err *err);

/* Goes from one password of the addresses in a text to the next: of "scheme://user:password@host",
 * and of "?password=…", "sslpassword=…", which libpq knows.  Begins with `at`, the text, and `ends`,
 * the signs that no address goes on behind ("": the text is one). */
struct password_search {
	const char *at, *ends;
	const char *end; /* of the address at hand, or NULL */
};
struct address_password {
	const char *mark; /* what announces it: the colon, or the sign before its key */
	const char *at;
	size_t len;
};
bool address_password_next(struct password_search *s, struct address_password *ret);

#endif
