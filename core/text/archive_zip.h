#ifndef TEXT_ARCHIVE_ZIP_H
#define TEXT_ARCHIVE_ZIP_H

#include "core/base/err.h"

#include <zip.h>

/* libzip, loaded on first use; private to archive*.c.  The members are its functions
 * without their zip_. */
struct zip_api {
	zip_t *(*open)(const char *, int, int *);
	zip_t *(*open_from_source)(zip_source_t *, int, zip_error_t *);
	int (*close)(zip_t *);
	void (*discard)(zip_t *);
	zip_error_t *(*get_error)(zip_t *);
	void (*error_init)(zip_error_t *);
	void (*error_init_with_code)(zip_error_t *, int);
	const char *(*error_strerror)(zip_error_t *);
	void (*error_fini)(zip_error_t *);
	zip_source_t *(*source_buffer_create)(const void *, zip_uint64_t, int, zip_error_t *);
	zip_source_t *(*source_file_create)(const char *, zip_uint64_t, zip_int64_t, zip_error_t *);
	void (*source_free)(zip_source_t *);
	zip_int64_t (*get_num_entries)(zip_t *, zip_flags_t);
	const char *(*get_name)(zip_t *, zip_uint64_t, zip_flags_t);
	zip_int64_t (*name_locate)(zip_t *, const char *, zip_flags_t);
	int (*stat_index)(zip_t *, zip_uint64_t, zip_flags_t, zip_stat_t *);
	zip_file_t *(*fopen_index)(zip_t *, zip_uint64_t, zip_flags_t);
	zip_int64_t (*fread)(zip_file_t *, void *, zip_uint64_t);
	int (*fclose)(zip_file_t *);
	zip_int64_t (*file_add)(zip_t *, const char *, zip_source_t *, zip_flags_t);
	int (*file_set_dostime)(zip_t *, zip_uint64_t, zip_uint16_t, zip_uint16_t, zip_flags_t);
	int (*set_file_compression)(zip_t *, zip_uint64_t, zip_int32_t, zip_uint32_t);
};

const struct zip_api *zip_load(struct err *err); /* NULL: it is not there */

#endif
