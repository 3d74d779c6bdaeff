#include "core/migrate/section.h"

#include <string.h>

void checksum_begin(struct checksum *c)
{
	*c = (struct checksum){0};
	sha256_begin(&c->sum);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void add_blank(struct str *blanks, char c)
{
	if (c == '\n' && blanks->len && blanks->at[blanks->len - 1] == '\r')
		str_truncate(blanks, blanks->len - 1);
	str_add_char(blanks, c);
}

/* Every CR LF of it as an LF. */
static void add_lines(struct checksum *c, const char *at, const char *end)
{
	const char *from = at, *cr;

	for (; (cr = memchr(at, '\r', (size_t)(end - at))); at = cr + 1)
		if (cr + 1 < end && cr[1] == '\n') {
			sha256_add(&c->sum, from, (size_t)(cr - from));
			from = cr + 1;
		}
	sha256_add(&c->sum, from, (size_t)(end - from));
}

void checksum_add(struct checksum *c, const char *text, size_t len)
{
	size_t begin = 0, end = len;

	while (begin < len && is_blank(text[begin]))
		add_blank(&c->blanks, text[begin++]);
	while (end > begin && is_blank(text[end - 1]))
		end--;
	if (begin == end)
		return;
	sha256_add(&c->sum, str_text(&c->blanks), c->blanks.len);
	str_clear(&c->blanks);
	add_lines(c, text + begin, text + end);
	for (; end < len; end++)
		add_blank(&c->blanks, text[end]);
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
