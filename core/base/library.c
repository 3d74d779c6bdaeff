#include "core/base/library.h"

#include "core/base/tr.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

const struct library_facts library_facts[LIBRARIES] = {
	[LIBRARY_CURL] = {{"libcurl.so.4", "libcurl-gnutls.so.4"}, N_("requests"), "libcurl4"},
	[LIBRARY_CRYPTO] = {{"libcrypto.so.3"}, N_("signatures"), "libssl3"},
	[LIBRARY_PQ] = {{"libpq.so.5"}, "PostgreSQL", "libpq5"},
	[LIBRARY_MD4C] = {{"libmd4c.so.0"}, "Markdown", "libmd4c0"},
	[LIBRARY_XML] = {{"libxml2.so.2", "libxml2.so.16"}, "HTML", "libxml2"},
	[LIBRARY_ZIP] = {{"libzip.so.5", "libzip.so.4"}, N_("EPUB and Anki's packages"), "libzip4"},
	[LIBRARY_ZSTD] = {{"libzstd.so.1"}, N_("the newest of Anki's packages"), "libzstd1"},
	[LIBRARY_UCHARDET] = {{"libuchardet.so.0"}, N_("texts of unknown charset"), "libuchardet0"},
	[LIBRARY_UTF8PROC] = {{"libutf8proc.so.2", "libutf8proc.so.3"},
		N_("letters with marks in exports and normalize()"), "libutf8proc2"},
	[LIBRARY_EDIT] = {{"libedit.so.2"}, N_("the place to work in (repl)"), "libedit2"},
};

bool library_load(
	enum library which, const struct library_symbol *symbols, char *why, size_t why_size)
{
	const char *const *names = library_facts[which].names;
	void *library = NULL;

	for (; !library && *names; names++)
		library = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		const char *reason = dlerror();

		snprintf(why, why_size, "%s", reason ? reason : "not found");
		return false;
	}
	for (; symbols->name; symbols++) {
		void *symbol = dlsym(library, symbols->name);

		if (!symbol) {
			snprintf(why, why_size, "too old");
			return false;
		}
		/* POSIX: an object pointer from dlsym() holds a function's address */
		memcpy(symbols->slot, &symbol, sizeof symbol);
	}
	return true;
}
