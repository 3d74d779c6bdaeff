#include "core/text/value.h"

#include "core/text/letter.h"

#include <string.h>

struct scan {
	const struct text_span *text;
	size_t at;
};

static bool is_word_before(const struct scan *s)
{
	uint32_t cp;

	letter_before(s->text->at, s->at, &cp);
	return letter_is_word(letter_class(cp));
}

/* ---- addresses ---- */

static size_t run_of(const char *at, size_t len, const char *others)
{
	size_t count = 0;

	while (count < len &&
		(((unsigned char)at[count] >= 0x80) || strchr(others, at[count]) ||
			letter_is_word(letter_class((unsigned char)at[count]))) &&
		at[count])
		count++;
	return count;
}

/* A local part, "@", and a host with a point (RFC 5321, as far as people use it). */
static size_t email_at(const char *at, size_t len)
{
	size_t local = run_of(at, len, ".+-_%"), host;

	if (!local || local > 64 || local + 1 >= len || at[local] != '@' || at[0] == '.')
		return 0;
	host = run_of(at + local + 1, len - local - 1, ".-");
	while (host && strchr(".-", at[local + host]))
		host--;
	return host > 3 && memchr(at + local + 1, '.', host) ? local + 1 + host : 0;
}

static size_t url_at(const char *at, size_t len)
{
	static const char *const begins[] = {"https://", "http://", "ftp://", "www."};
	size_t count = 0;

	for (size_t i = 0; i < sizeof begins / sizeof *begins && !count; i++)
		if (len > strlen(begins[i]) && memcmp(at, begins[i], strlen(begins[i])) == 0)
			count = strlen(begins[i]);
	if (!count)
		return 0;
	count += run_of(at + count, len - count, ".-_~:/?#[]@!$&'()*+,;=%");
	/* What ends the sentence ends the address. */
	while (count && strchr(".,;:!?)'", at[count - 1]))
		count--;
	return count;
}

/* ---- numbers ---- */

/* A currency at this place: its length, or 0. */
static size_t currency_at(const char *at, size_t len)
{
	static const char *const names[] = {"€", "$", "£", "¥", "EUR", "USD", "GBP", "CHF", "JPY",
		"Euro", "euros", "euro", "dollars", "dollar", "pounds", "Franken"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t n = strlen(names[i]);
		uint32_t next = ' ';

		if (len < n || memcmp(at, names[i], n) != 0)
			continue;
		letter_next(at + n, len - n, &next);
		if (letter_class(next) != LETTER_ALPHA ||
			letter_class((unsigned char)at[0]) != LETTER_ALPHA)
			return n;
	}
	return 0;
}

static size_t blanks_at(const char *at, size_t len)
{
	return len && at[0] == ' ' ? 1 : len > 1 && memcmp(at, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

static size_t plain_number_at(const char *at, size_t len, char plain[TEXT_VALUE_MAX])
{
	size_t n = text_number_at(at, len, plain);
	uint32_t next = ' ';

	if (!n || text_date_at(at, len, (char[TEXT_VALUE_MAX]){0}))
		return 0;
	letter_next(at + n, len - n, &next);
	/* "2024-117" is a code, "3rd" a word. */
	if (letter_class(next) == LETTER_ALPHA && !currency_at(at + n, len - n))
		return 0;
	return next == '-' && n + 1 < len && at[n + 1] >= '0' && at[n + 1] <= '9' ? 0 : n;
}

/* Nobody asks for thousandths: the three digits of "1.250 EUR" are a group. */
static void drop_thousandths(char plain[TEXT_VALUE_MAX])
{
	char *point = strchr(plain, '.');

	if (point && strlen(point) == 4)
		memmove(point, point + 1, 4);
}

/* "12,50 EUR", "€ 12.50" */
static size_t money_at(const char *at, size_t len, char plain[TEXT_VALUE_MAX])
{
	size_t before = currency_at(at, len), n, gap, behind;

	if (before)
		before += blanks_at(at + before, len - before);
	n = plain_number_at(at + before, len - before, plain);
	drop_thousandths(plain);
	if (!n || before)
		return n ? before + n : 0;
	gap = blanks_at(at + n, len - n);
	behind = currency_at(at + n + gap, len - n - gap);
	return behind ? n + gap + behind : 0;
}

static size_t value_at(const struct scan *s, enum text_value_kind kind, char plain[TEXT_VALUE_MAX])
{
	const char *at = s->text->at + s->at;
	size_t len = s->text->len - s->at;

	plain[0] = '\0';
	switch (kind) {
	case VALUE_DATE: return text_date_at(at, len, plain);
	case VALUE_NUMBER: return plain_number_at(at, len, plain);
	case VALUE_MONEY: return money_at(at, len, plain);
	case VALUE_EMAIL: return email_at(at, len);
	case VALUE_URL: return url_at(at, len);
	}
	return 0;
}

/* To where the next value may begin.  Digits behind a number that is none belong
 * to the same date or code. */
static size_t step_over(const struct scan *s, enum text_value_kind kind)
{
	const char *at = s->text->at + s->at;
	size_t len = s->text->len - s->at, n, step;
	char plain[TEXT_VALUE_MAX];
	uint32_t cp = 0;

	step = letter_next(at, len, &cp);
	if ((kind != VALUE_NUMBER && kind != VALUE_MONEY) || letter_class(cp) != LETTER_DIGIT)
		return step;
	n = text_date_at(at, len, plain);
	if (!n)
		n = run_of(at, len, ".,-");
	return n ? n : step;
}

bool text_next_value(
	const struct text_span *text, enum text_value_kind kind, size_t *at, struct text_value *ret)
{
	struct scan s = {text, *at};
	size_t n;

	while (s.at < text->len) {
		n = is_word_before(&s) ? 0 : value_at(&s, kind, ret->plain);
		if (n) {
			ret->span = (struct text_span){text->at + s.at, n};
			*at = s.at + n;
			return true;
		}
		s.at += step_over(&s, kind);
	}
	return false;
}
