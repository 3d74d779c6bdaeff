#include "core/text/archive_zip.h"

#include "core/base/library.h"

#include <pthread.h>
#include <stdbool.h>

static struct zip_api api;
static bool loaded;
static char why[256];

static void load(void)
{
	static const struct library_symbol symbols[] = {
		{"zip_open", &api.open},
		{"zip_open_from_source", &api.open_from_source},
		{"zip_close", &api.close},
		{"zip_discard", &api.discard},
		{"zip_get_error", &api.get_error},
		{"zip_error_init", &api.error_init},
		{"zip_error_init_with_code", &api.error_init_with_code},
		{"zip_error_strerror", &api.error_strerror},
		{"zip_error_fini", &api.error_fini},
		{"zip_source_buffer_create", &api.source_buffer_create},
		{"zip_source_file_create", &api.source_file_create},
		{"zip_source_free", &api.source_free},
		{"zip_get_num_entries", &api.get_num_entries},
		{"zip_get_name", &api.get_name},
		{"zip_name_locate", &api.name_locate},
		{"zip_stat_index", &api.stat_index},
		{"zip_fopen_index", &api.fopen_index},
		{"zip_fread", &api.fread},
		{"zip_fclose", &api.fclose},
		{"zip_file_add", &api.file_add},
		{"zip_file_set_dostime", &api.file_set_dostime},
		{"zip_set_file_compression", &api.set_file_compression},
		{0},
	};

	loaded = library_load(LIBRARY_ZIP, symbols, why, sizeof why);
}

const struct zip_api *zip_load(struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	if (loaded)
		return &api;
	err_set(err, ERR_WORK, "cannot load libzip, which zip archives are read with: %s", why);
	err_hint(err, "install it: apt-get install libzip4");
	return NULL;
}
