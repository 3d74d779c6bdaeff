#include "core/cards/export.h"
#include "core/cards/import.h"
#include "core/text/archive.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The collection of a package, of the old generations or (packed by zstd) of the newest: what
 * is read can be written, and what was written is read again. */

static const struct schedule_day day;

static bool pack(const char *path, const char *member, const char *bytes, size_t len)
{
	struct archive_writer *w;
	struct err err;

	if (!archive_create(path, &w, &err))
		return false;
	archive_store_only(w, true);
	if (archive_add(w, member, bytes, len, &err))
		return archive_finish(w, &err);
	archive_abandon(w);
	return false;
}

static void check(const struct exchange *x, const char *path)
{
	const struct export_options o = {.with_scheduling = true, .day = day, .retention = 0.9};
	struct exchange again;
	struct str out = {0};
	struct err err;

	for (size_t i = 0; i < x->notes.len; i++) {
		const struct exchange_note *n = &x->notes.at[i];

		if (!n->guid || !n->question || !n->answer || !n->deck || !n->tags)
			abort();
		for (size_t k = 0; k < n->cards_len; k++)
			if (n->cards[k].memory.state > CARD_RELEARNING)
				abort();
	}
	exchange_write_anki(x, &out);
	exchange_write_csv(x, &out);
	exchange_write_markdown(x, &out);
	str_release(&out);
	if (!exchange_write_apkg(x, &o, path, &err) ||
		!exchange_read_apkg(path, &day, &again, &err)) {
		fprintf(stderr, "%s\n", err.message);
		abort();
	}
	exchange_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char folder[] = "/tmp/blokctl-fuzz-XXXXXX", path[60];
	struct exchange x;
	struct err err = {0};

	if (!size || !mkdtemp(folder))
		return 0;
	snprintf(path, sizeof path, "%s/p.apkg", folder);
	if (pack(path, data[0] & 1 ? "collection.anki21b" : "collection.anki2",
		    (const char *)data + 1, size - 1) &&
		exchange_read_apkg(path, &day, &x, &err)) {
		check(&x, path);
		exchange_release(&x);
	}
	unlink(path);
	rmdir(folder);
	return 0;
}
