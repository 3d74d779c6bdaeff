#include "core/net/curl.h"

#include "core/base/library.h"

#include <pthread.h>
#include <stdio.h>

static struct curl_api api;
static bool loaded;
static char why[256];

static void load(void)
{
	static const struct library_symbol symbols[] = {
		{"curl_global_init", &api.global_init},
		{"curl_easy_init", &api.easy_init},
		{"curl_easy_setopt", &api.easy_setopt},
		{"curl_easy_getinfo", &api.easy_getinfo},
		{"curl_easy_reset", &api.easy_reset},
		{"curl_easy_cleanup", &api.easy_cleanup},
		{"curl_easy_strerror", &api.easy_strerror},
		{"curl_multi_init", &api.multi_init},
		{"curl_multi_add_handle", &api.multi_add_handle},
		{"curl_multi_remove_handle", &api.multi_remove_handle},
		{"curl_multi_perform", &api.multi_perform},
		{"curl_multi_poll", &api.multi_poll},
		{"curl_multi_info_read", &api.multi_info_read},
		{"curl_multi_cleanup", &api.multi_cleanup},
		{"curl_multi_strerror", &api.multi_strerror},
		{"curl_slist_append", &api.slist_append},
		{"curl_slist_free_all", &api.slist_free_all},
		{"curl_url", &api.url},
		{"curl_url_cleanup", &api.url_cleanup},
		{"curl_url_set", &api.url_set},
		{"curl_url_get", &api.url_get},
		{"curl_free", &api.free},
		{0},
	};

	loaded = library_load(LIBRARY_CURL, symbols, why, sizeof why);
	if (loaded && api.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		loaded = false;
		snprintf(why, sizeof why, "it does not start");
	}
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
