#include "core/text/archive.h"

#include "core/base/mem.h"
#include "core/text/archive_zip.h"

#include <stdlib.h>
#include <string.h>

/* 1980-01-01 00:00, the first moment that MS-DOS knows. */
#define FIXED_TIME 0
#define FIXED_DATE ((1 << 5) | 1)

struct archive_writer {
	const struct zip_api *api;
	zip_t *zip;
	char *path;
	bool stores; /* without deflate */
};

bool archive_create(const char *path, struct archive_writer **ret, struct err *err)
{
	const struct zip_api *api = zip_load(err);
	struct archive_writer *w;
	zip_error_t why;
	int code = 0;
	zip_t *zip;

	if (!api)
		return false;
	zip = api->open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
	if (!zip) {
		api->error_init_with_code(&why, code);
		err_set(err, ERR_WORK, "cannot write '%s': %s", path, api->error_strerror(&why));
		api->error_fini(&why);
		return false;
	}
	w = mem_alloc(sizeof *w);
	*w = (struct archive_writer){.api = api, .zip = zip, .path = mem_strdup(path)};
	*ret = w;
	return true;
}

void archive_store_only(struct archive_writer *w, bool on)
{
	w->stores = on;
}

/* Takes the source. */
static bool add(struct archive_writer *w, const char *name, zip_source_t *source, struct err *err)
{
	zip_int64_t index = w->api->file_add(w->zip, name, source, ZIP_FL_ENC_UTF_8);

	if (index < 0)
		w->api->source_free(source);
	if (index < 0 ||
		w->api->file_set_dostime(w->zip, (zip_uint64_t)index, FIXED_TIME, FIXED_DATE, 0) !=
			0 ||
		w->api->set_file_compression(w->zip, (zip_uint64_t)index,
			w->stores ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0) != 0)
		return err_set(err, ERR_WORK, "cannot add '%s' to '%s': %s", name, w->path,
			w->api->error_strerror(w->api->get_error(w->zip)));
	return true;
}

bool archive_add(
	struct archive_writer *w, const char *name, const char *bytes, size_t len, struct err *err)
{
	char *copy = len ? malloc(len) : NULL; /* libzip frees it with free() */
	zip_source_t *source;

	if (len && !copy)
		mem_exhausted();
	if (len)
		memcpy(copy, bytes, len);
	source = w->api->source_buffer_create(copy, len, 1, NULL);
	/* libzip may have freed the copy, or not: it does not tell. */
	if (!source)
		return err_set(err, ERR_WORK, "cannot add '%s' to '%s'", name, w->path);
	return add(w, name, source, err);
}

bool archive_add_file(struct archive_writer *w, const char *name, const char *path, struct err *err)
{
	zip_source_t *source = w->api->source_file_create(path, 0, -1, NULL);

	if (!source)
		return err_set(err, ERR_WORK, "cannot read '%s'", path);
	return add(w, name, source, err);
}

bool archive_finish(struct archive_writer *w, struct err *err)
{
	bool ok = w->api->close(w->zip) == 0;

	if (!ok) {
		err_set(err, ERR_WORK, "cannot write '%s': %s", w->path,
			w->api->error_strerror(w->api->get_error(w->zip)));
		w->api->discard(w->zip);
	}
	free(w->path);
	free(w);
	return ok;
}

void archive_abandon(struct archive_writer *w)
{
	if (!w)
		return;
	w->api->discard(w->zip);
	free(w->path);
	free(w);
}
