#include "core/db/import.h"

#include "core/base/fs.h"
#include "core/base/utf8.h"

#include <string.h>

/* What Windows-1252 has where Latin-1 has control characters; 0: nothing. */
static const uint16_t windows[32] = {0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d,
	0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178};

static void from_windows(struct str *text)
{
	struct str out = {0};
	char encoded[4];

	str_reserve(&out, text->len + text->len / 8);
	for (size_t i = 0; i < text->len; i++) {
		unsigned char c = (unsigned char)text->at[i];
		uint32_t cp = c;

		if (c >= 0x80 && c < 0xa0)
			cp = windows[c - 0x80] ? windows[c - 0x80] : 0xfffd;
		if (c < 0x80)
			str_add_char(&out, (char)c);
		else
			str_add_bytes(&out, encoded, utf8_encode(cp, encoded));
	}
	str_release(text);
	*text = out;
}

static bool is_utf16(const struct str *text)
{
	return text->len >= 2 &&
	       (memcmp(text->at, "\xff\xfe", 2) == 0 || memcmp(text->at, "\xfe\xff", 2) == 0);
}

static bool check(struct importer *l, const char *path, struct str *text, struct err *err)
{
	if (is_utf16(text)) {
		err_set(err, ERR_INPUT, "%s: the text is UTF-16", path);
		return err_hint(err, "make it UTF-8: iconv -f UTF-16 -t UTF-8");
	}
	if (text->len && memchr(text->at, '\0', text->len))
		return err_set(
			err, ERR_INPUT, "%s: there are NUL bytes in it; it is no text", path);
	if (utf8_valid_prefix(str_text(text), text->len) < text->len) {
		from_windows(text);
		str_addf(&l->notes, "%s is no UTF-8, and is read as Windows-1252\n", path);
	}
	if (text->len >= 3 && memcmp(text->at, "\xef\xbb\xbf", 3) == 0) {
		memmove(text->at, text->at + 3, text->len - 2);
		text->len -= 3;
	}
	return true;
}

bool import_text(struct importer *l, const char *path, struct str *ret, struct err *err)
{
	enum import_format format = import_format_of(path);
	size_t max = IMPORT_MAX_BYTES - l->bytes;

	if (format == IMPORT_JSON && max > IMPORT_MAX_JSON_BYTES)
		max = IMPORT_MAX_JSON_BYTES;
	if (!fs_read(path, max, ret, err)) {
		if (err->kind == ERR_INPUT)
			err_hint(err,
				"files of data are held in memory, %zu MiB in all, %zu of JSON; "
				"larger ones belong in a database: sqlite3 FILE .import",
				IMPORT_MAX_BYTES >> 20, IMPORT_MAX_JSON_BYTES >> 20);
		return false;
	}
	l->bytes += ret->len;
	return check(l, path, ret, err);
}
