#include "core/cards/export.h"
#include "core/cards/import.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Anki's text, CSV, JSON and packages: what is read has a name and something to ask, and
 * comes back from JSON as it was. */

static void check(const struct exchange *x)
{
	struct exchange again;
	struct str out = {0};
	struct err err;

	for (size_t i = 0; i < x->notes.len; i++) {
		const struct exchange_note *n = &x->notes.at[i];

		if (!n->guid || !n->question || !n->answer)
			abort();
	}
	exchange_write_anki(x, &out);
	str_clear(&out);
	exchange_write_json(x, &out);
	if (exchange_read_json(str_text(&out), out.len, &again, &err)) {
		if (again.notes.len != x->notes.len)
			abort();
		exchange_release(&again);
	}
	str_release(&out);
}

static bool read_package(const char *bytes, size_t len, struct exchange *ret, struct err *err)
{
	const struct schedule_day day = {0};
	char path[] = "/dev/shm/blokctl-fuzz-XXXXXX";
	int fd = mkstemp(path);
	bool ok;

	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		abort();
	ok = exchange_read_apkg(path, &day, ret, err);
	close(fd);
	unlink(path);
	return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct exchange x;
	struct str text = {0};
	struct err err = {0};
	bool ok;

	if (!size)
		return 0;
	str_add_bytes(&text, (const char *)data + 1, size - 1);
	switch (data[0] % 4) {
	case 0: ok = exchange_read_anki(str_text(&text), text.len, &x, &err); break;
	case 1: ok = exchange_read_csv(str_text(&text), text.len, &x, &err); break;
	case 2: ok = exchange_read_json(str_text(&text), text.len, &x, &err); break;
	default: ok = read_package(str_text(&text), text.len, &x, &err); break;
	}
	if (ok) {
		check(&x);
		exchange_release(&x);
	}
	str_release(&text);
	return 0;
}
