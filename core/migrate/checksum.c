#include "core/migrate/section.h"

#include <string.h>

void checksum_begin(struct checksum *c)
{
	*c = (struct checksum){0};
	sha256_begin(&c->sum);
}

static void add_blank(struct str *blanks, char c)
{
	if (c == '\n' && blanks->len && blanks->at[blanks->len - 1] == '\r')
		str_truncate(blanks, blanks->len - 1);
	str_add_char(blanks, c);
}

void checksum_add(struct checksum *c, const char *text, size_t len)
{
	static const char any[] = " \t\n\r";

	for (size_t i = 0, begin; i < len;) {
		for (; i < len && strchr(any, text[i]); i++)
			add_blank(&c->blanks, text[i]);
		for (begin = i; i < len && !strchr(any, text[i]);)
			i++;
		if (i == begin)
			continue;
		sha256_add(&c->sum, str_text(&c->blanks), c->blanks.len);
		str_clear(&c->blanks);
		sha256_add(&c->sum, text + begin, i - begin);
	}
}

void checksum_line(struct checksum *c)
{
	str_clear(&c->blanks);
	str_add_char(&c->blanks, '\n');
}

void checksum_so_far(const struct checksum *c, char out[65])
{
	struct sha256 sum = c->sum;

	sha256_add(&sum, "\n", 1);
	sha256_end(&sum, out);
}

void checksum_release(struct checksum *c)
{
	str_release(&c->blanks);
}
