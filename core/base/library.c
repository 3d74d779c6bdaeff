#include "core/base/library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

bool library_load(const char *const *names, const struct library_symbol *symbols, char *why,
	size_t why_size)
{
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
