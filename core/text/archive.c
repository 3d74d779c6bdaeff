#include "core/text/archive.h"

#include "core/base/mem.h"
#include "core/text/archive_zip.h"

#include <stdlib.h>
#include <string.h>

/* Below this a member may be packed as tightly as it likes: it does no harm. */
#define RATIO_FROM ((size_t)1 << 20)

const struct archive_limits archive_default_limits = {
	.members = 10000,
	.member_bytes = (size_t)64 << 20,
	.total_bytes = (size_t)512 << 20,
	.ratio = 200,
};

struct archive {
	const struct zip_api *api;
	zip_t *zip;
	char *name; /* for messages */
	struct archive_limits limits;
	size_t read; /* bytes unpacked so far */
};

/* Takes the archive that libzip has opened. */
static bool adopt(zip_t *zip, const char *name, const struct archive_limits *limits,
	struct archive **ret, struct err *err)
{
	const struct zip_api *api = zip_load(err);
	zip_int64_t count = api->get_num_entries(zip, 0);
	struct archive *a;

	limits = limits ? limits : &archive_default_limits;
	if (count < 0 || (size_t)count > limits->members) {
		api->discard(zip);
		return err_set(
			err, ERR_INPUT, "'%s' has more than %zu entries", name, limits->members);
	}
	a = mem_alloc(sizeof *a);
	*a = (struct archive){.api = api, .zip = zip, .name = mem_strdup(name), .limits = *limits};
	*ret = a;
	return true;
}

/* libzip's reason, of an archive that could not be opened. */
static bool cannot_open(const struct zip_api *api, enum err_kind kind, const char *name,
	zip_error_t *why, struct err *err)
{
	/* what is empty or cut short is "no such file" to it */
	err_set(err, kind, "cannot read the zip archive '%s': %s", name,
		kind == ERR_INPUT && why->zip_err == ZIP_ER_NOENT ? "it is broken"
								  : api->error_strerror(why));
	api->error_fini(why);
	return false;
}

bool archive_open(const char *path, const struct archive_limits *limits, struct archive **ret,
	struct err *err)
{
	const struct zip_api *api = zip_load(err);
	zip_error_t why;
	int code = 0;
	zip_t *zip;

	if (!api)
		return false;
	zip = api->open(path, ZIP_RDONLY, &code);
	if (zip)
		return adopt(zip, path, limits, ret, err);
	api->error_init_with_code(&why, code);
	return cannot_open(api, code == ZIP_ER_NOENT || code == ZIP_ER_OPEN ? ERR_WORK : ERR_INPUT,
		path, &why, err);
}

bool archive_open_bytes(const char *name, const char *bytes, size_t len,
	const struct archive_limits *limits, struct archive **ret, struct err *err)
{
	const struct zip_api *api = zip_load(err);
	zip_source_t *source;
	zip_error_t why;
	zip_t *zip;

	if (!api)
		return false;
	api->error_init(&why);
	source = api->source_buffer_create(bytes, len, 0, &why);
	zip = source ? api->open_from_source(source, ZIP_RDONLY, &why) : NULL;
	if (!zip) {
		if (source)
			api->source_free(source);
		return cannot_open(api, ERR_INPUT, name, &why, err);
	}
	api->error_fini(&why);
	return adopt(zip, name, limits, ret, err);
}

void archive_close(struct archive *a)
{
	if (!a)
		return;
	a->api->discard(a->zip);
	free(a->name);
	free(a);
}

size_t archive_count(const struct archive *a)
{
	return (size_t)a->api->get_num_entries(a->zip, 0);
}

/* Whether it stays in the folder that it is unpacked to, on any system. */
static bool is_inside(const char *name)
{
	const char *at = name;

	if (!*name || *name == '/' || strchr(name, '\\') || (name[1] == ':'))
		return false;
	for (;; at++) {
		size_t len = strcspn(at, "/");

		if (len == 2 && at[0] == '.' && at[1] == '.')
			return false;
		at += len;
		if (!*at)
			return true;
	}
}

const char *archive_name(const struct archive *a, size_t index)
{
	const char *name = a->api->get_name(a->zip, index, 0);

	return name && is_inside(name) ? name : NULL;
}

bool archive_has(const struct archive *a, const char *name)
{
	return is_inside(name) && a->api->name_locate(a->zip, name, 0) >= 0;
}

/* What libzip's table of contents says against reading it; lies are found while reading. */
static bool may_read(
	const struct archive *a, const zip_stat_t *st, const char *name, struct err *err)
{
	if ((st->valid & ZIP_STAT_ENCRYPTION_METHOD) && st->encryption_method != ZIP_EM_NONE)
		return err_set(err, ERR_INPUT, "'%s' in '%s' is encrypted", name, a->name);
	if (!(st->valid & ZIP_STAT_SIZE) || !(st->valid & ZIP_STAT_COMP_SIZE))
		return err_set(err, ERR_INPUT, "'%s' in '%s' has no size", name, a->name);
	if (st->size > a->limits.member_bytes)
		return err_set(err, ERR_INPUT, "'%s' in '%s' has more than %zu bytes (the limit)",
			name, a->name, a->limits.member_bytes);
	if (st->size > a->limits.total_bytes - a->read)
		return err_set(err, ERR_INPUT, "'%s' unpacks to more than %zu bytes (the limit)",
			a->name, a->limits.total_bytes);
	if (st->size > RATIO_FROM && st->size / a->limits.ratio > st->comp_size)
		return err_set(err, ERR_INPUT,
			"'%s' in '%s' unpacks to more than %zu times its size (the limit)", name,
			a->name, a->limits.ratio);
	return true;
}

/* Its `size` bytes and not one more; libzip checks the sum at the end. */
static bool read_all(struct archive *a, zip_file_t *file, size_t size, struct str *ret)
{
	size_t got = 0;
	zip_int64_t step = 0;
	char more;

	str_reserve(ret, size);
	while (got < size && (step = a->api->fread(file, ret->at + ret->len, size - got)) > 0) {
		got += (size_t)step;
		ret->len += (size_t)step;
		a->read += (size_t)step;
	}
	if (ret->at)
		ret->at[ret->len] = '\0';
	return got == size && a->api->fread(file, &more, 1) == 0;
}

bool archive_read(struct archive *a, const char *name, struct str *ret, struct err *err)
{
	zip_int64_t index = is_inside(name) ? a->api->name_locate(a->zip, name, 0) : -1;
	size_t before = ret->len;
	zip_file_t *file;
	zip_stat_t st;
	bool ok;

	if (index < 0)
		return err_set(err, ERR_INPUT, "'%s' has no '%s'", a->name, name);
	if (a->api->stat_index(a->zip, (zip_uint64_t)index, 0, &st) != 0)
		return err_set(err, ERR_INPUT, "'%s' in '%s' is broken", name, a->name);
	if (!may_read(a, &st, name, err))
		return false;
	file = a->api->fopen_index(a->zip, (zip_uint64_t)index, 0);
	if (!file)
		return err_set(err, ERR_INPUT, "cannot unpack '%s' of '%s': %s", name, a->name,
			a->api->error_strerror(a->api->get_error(a->zip)));
	ok = read_all(a, file, (size_t)st.size, ret);
	a->api->fclose(file);
	if (ok)
		return true;
	str_truncate(ret, before);
	return err_set(err, ERR_INPUT, "'%s' in '%s' is broken", name, a->name);
}
