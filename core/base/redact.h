#ifndef BASE_REDACT_H
#define BASE_REDACT_H

#include "core/base/str.h"
#include "core/base/vec.h"

/* Keeps secret values out of what leaves the process.  A value is found as it
 * is, JSON-escaped, URL-encoded (each as the usual writers of them do it) and
 * in base64 (in the middle of a longer text, too), and "[secret NAME]" stands
 * in its place; the encoded forms say so behind the name ("[secret NAME/url]"),
 * so that they can be put back. */
struct redactor {
	VEC(struct secret_form) forms; /* the longest first */
};

struct secret_form {
	char *name;  /* "API_KEY", "API_KEY/base64+1" */
	char *text;  /* what is looked for */
	size_t len;
	char *whole; /* what stands for it in JSON text again */
};

/* Shorter ones would be found everywhere. */
#define REDACT_MIN_LENGTH 4

void redact_add(struct redactor *r, const char *name, const char *value);
/* Names with '[', ']', '/', quotes or control characters cannot stand in a mark. */
bool redact_is_name(const char *name);
void redact_release(struct redactor *r);
static inline bool redact_is_empty(const struct redactor *r)
{
	return !r || !r->forms.len;
}

/* In place.  Text that looks like the beginning of a mark gets "[]" behind it
 * ("[secret []X]"), so that nobody can write a mark and have it turned into a
 * secret. */
void redact_text(const struct redactor *r, struct str *text);
/* The same for what is shown, which nobody puts back: only the secrets change. */
void redact_shown(const struct redactor *r, struct str *text);
/* The reverse of redact_text(), for JSON text: plain values go in escaped.  (JSON in a JSON
 * string is escaped twice; deeper than that nobody looks.) */
void redact_restore(const struct redactor *r, struct str *text);

#endif
