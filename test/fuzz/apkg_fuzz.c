#include "core/cards/export.h"
#include "core/cards/import.h"
#include "core/text/archive.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is inside of packages: the bytes of a collection, plain or as a zstd stream, in an
 * archive that is well; fields; formats of templates.  The first byte says which.  What is
 * read can be written, and what was written is read again. */

static const struct schedule_day day = {.rollover = 4};

static void check(const struct exchange *x, const char *path)
{
	const struct export_options o = {true, day, 0.9, 0.1542};
	struct exchange again;
	struct str out = {0};
	struct err err;

	for (size_t i = 0; i < x->notes.len; i++) {
		const struct exchange_note *n = &x->notes.at[i];

		if (!n->guid || !*n->guid || !n->deck || !n->question || !n->answer)
			abort();
		for (size_t c = 0; c < n->cards_len; c++)
			if (n->cards[c].ord < 0 || n->cards[c].ord >= IMPORT_CARDS_MAX ||
				n->cards[c].memory.state > CARD_RELEARNING)
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

static void read_collection(const char *member, const char *bytes, size_t len)
{
	char path[] = "/dev/shm/blokctl-fuzz-XXXXXX";
	struct archive_writer *w;
	struct exchange x;
	struct err err = {0};
	int fd = mkstemp(path);

	if (fd < 0)
		abort();
	close(fd);
	if (archive_create(path, &w, &err)) {
		archive_store_only(w, true);
		if (!archive_add(w, member, bytes, len, &err))
			archive_abandon(w);
		else if (archive_finish(w, &err) && exchange_read_apkg(path, &day, &x, &err)) {
			check(&x, path);
			exchange_release(&x);
		}
	}
	unlink(path);
}

/* No field grows by more than what a picture's place needs. */
static void read_field(const char *html, size_t len)
{
	struct str out = {0};
	size_t media = 0;

	import_html(html, len, &out, &media);
	if (out.len > 4 * len + 16 || media > len)
		abort();
	str_release(&out);
}

static void read_format(const char *text)
{
	struct import_model m = {.id = 1, .name = "m"};
	struct arena a = {0};
	struct import_side side;

	vec_push(&m.fields, "Front");
	vec_push(&m.fields, "B");
	vec_push(&m.fields, "");
	side = import_side_of(&a, &m, text);
	if (side.len > m.fields.len)
		abort();
	vec_release(&m.fields);
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {0};

	if (size < 2)
		return 0;
	str_add_bytes(&text, (const char *)data + 1, size - 1);
	switch (data[0] % 4) {
	case 0: read_collection("collection.anki2", text.at, text.len); break;
	case 1: read_collection("collection.anki21b", text.at, text.len); break;
	case 2: read_field(text.at, text.len); break;
	default: read_format(text.at); break;
	}
	str_release(&text);
	return 0;
}
