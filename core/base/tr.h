#ifndef BASE_TR_H
#define BASE_TR_H

#include <stdbool.h>
#include <stddef.h>

/* What people read, in their language; what programs read, and errors, stay
 * English.  The texts are gettext's: xgettext finds the calls below, the
 * translations stand in templates/locale/LANGUAGE.po, msgfmt checks and
 * compiles them at build.
 *
 * The C library's own gettext() is not what looks them up.  It needs a
 * catalogue file on disk, where blokctl is one binary, and a locale of the
 * language, which containers lack: under C and (from glibc 2.39 on) C.UTF-8 it
 * heeds neither LANGUAGE nor any catalogue. */

/* Marks a text of a table for xgettext; tr() translates it where it is shown. */
#define N_(text) text

/* The translation, or `text` itself; as long as the catalogue. */
const char *tr(const char *text) __attribute__((format_arg(1)));
/* The form for `n`; English: `one` for 1, otherwise `many`. */
const char *tr_n(const char *one, const char *many, unsigned long long n)
	__attribute__((format_arg(1), format_arg(2)));

/* From now on, before any thread is started: the bytes of a compiled catalogue
 * (GNU .mo), which are borrowed.  NULL, or what is none: English.  Broken bytes
 * cost translations, never more. */
bool tr_use(const char *mo, size_t len);

#endif
