#include "core/cards/import.h"

#include "core/base/library.h"

#include <pthread.h>
#include <zstd.h>

/* libzstd, which only the newest packages need. */

/* Collections come to a tenth or so; what grows more is made to fill the memory. */
#define RATIO_MAX 200
#define SMALL_MAX ((size_t)1 << 20)

static struct {
	ZSTD_DStream *(*createDStream)(void);
	size_t (*freeDStream)(ZSTD_DStream *s);
	size_t (*decompressStream)(ZSTD_DStream *s, ZSTD_outBuffer *out, ZSTD_inBuffer *in);
	unsigned (*isError)(size_t code);
} api;
static bool loaded;
static char why[256];

static void load(void)
{
	static const struct library_symbol symbols[] = {
		{"ZSTD_createDStream", &api.createDStream},
		{"ZSTD_freeDStream", &api.freeDStream},
		{"ZSTD_decompressStream", &api.decompressStream},
		{"ZSTD_isError", &api.isError},
		{0},
	};

	loaded = library_load(LIBRARY_ZSTD, symbols, why, sizeof why);
}

static bool unpack(ZSTD_DStream *s, ZSTD_inBuffer *in, size_t max, struct str *ret, struct err *err)
{
	char piece[65536];
	size_t left = 1, begun = ret->len;

	while (in->pos < in->size || left) {
		ZSTD_outBuffer out = {piece, sizeof piece, 0};
		size_t before = in->pos;

		left = api.decompressStream(s, &out, in);
		if (api.isError(left) || (in->pos == before && out.pos == 0))
			return err_set(err, ERR_INPUT, "the collection is no complete zstd stream");
		str_add_bytes(ret, piece, out.pos);
		if (ret->len - begun > max)
			return err_set(err, ERR_INPUT,
				"the collection unpacks to more than %zu MiB", max >> 20);
	}
	return true;
}

bool import_unzstd(const char *bytes, size_t len, size_t max, struct str *ret, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	ZSTD_inBuffer in = {bytes, len, 0};
	ZSTD_DStream *s;
	bool ok;

	if (len < max / RATIO_MAX)
		max = len * RATIO_MAX > SMALL_MAX ? len * RATIO_MAX : SMALL_MAX;
	pthread_once(&once, load);
	if (!loaded) {
		err_set(err, ERR_WORK, "cannot load libzstd, which this package is packed with: %s",
			why);
		return err_hint(err, "install it: apt-get install libzstd1");
	}
	s = api.createDStream();
	ok = s ? unpack(s, &in, max, ret, err) : err_set(err, ERR_WORK, "libzstd has no memory");
	api.freeDStream(s);
	return ok;
}
