#include "core/net/curl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static struct curl_api api;
static bool loaded;
static char why[256];

static bool load_symbols(void *library)
{
	static const struct {
		const char *name;
		void *slot;
	} symbols[] = {
		{"curl_global_init", &api.global_init},
		{"curl_easy_init", &api.easy_init},
		{"curl_easy_setopt", &api.easy_setopt},
		{"curl_easy_perform", &api.easy_perform},
		{"curl_easy_getinfo", &api.easy_getinfo},
		{"curl_easy_reset", &api.easy_reset},
		{"curl_easy_cleanup", &api.easy_cleanup},
		{"curl_easy_strerror", &api.easy_strerror},
		{"curl_slist_append", &api.slist_append},
		{"curl_slist_free_all", &api.slist_free_all},
		{"curl_url", &api.url},
		{"curl_url_cleanup", &api.url_cleanup},
		{"curl_url_set", &api.url_set},
		{"curl_url_get", &api.url_get},
		{"curl_free", &api.free},
	};

	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
		void *symbol = dlsym(library, symbols[i].name);

		if (!symbol)
			return false;
		/* POSIX: an object pointer from dlsym() holds a function's address */
		memcpy(symbols[i].slot, &symbol, sizeof symbol);
	}
	return true;
}

static void load(void)
{
	static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
	void *library = NULL;

	for (size_t i = 0; !library && i < sizeof names / sizeof *names; i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		const char *reason = dlerror();

		strncpy(why, reason ? reason : "not found", sizeof why - 1);
		return;
	}
	loaded = load_symbols(library) && api.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
	if (!loaded)
		strncpy(why, "too old", sizeof why - 1);
}

const struct curl_api *curl_load(struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	if (loaded)
		return &api;
	err_set(err, ERR_WORK, "cannot load libcurl: %s", why);
	err_hint(err, "install it: apt-get install libcurl4");
	return NULL;
}
