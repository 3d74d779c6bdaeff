#include "core/text/value.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <stdio.h>
#include <string.h>

struct reader {
	const char *at;
	size_t len, pos;
};

/* Up to `most` digits; -1 when there is none. */
static int number(struct reader *r, size_t most)
{
	size_t begin = r->pos;
	int value = 0;

	while (r->pos < r->len && r->pos - begin < most && r->at[r->pos] >= '0' &&
		r->at[r->pos] <= '9')
		value = value * 10 + (r->at[r->pos++] - '0');
	return r->pos == begin ? -1 : value;
}

static bool skip(struct reader *r, const char *any)
{
	if (r->pos >= r->len || !strchr(any, r->at[r->pos]))
		return false;
	r->pos++;
	return true;
}

static void skip_blanks(struct reader *r)
{
	while (r->pos < r->len && (r->at[r->pos] == ' ' || r->at[r->pos] == '\n'))
		r->pos++;
}

/* A month's name, English or German, whole or cut; 0: none. */
static int month(struct reader *r)
{
	static const char *const begins[] = {"jan", "feb", "mar|mrz", "apr", "mai|may", "jun",
		"jul", "aug", "sep", "okt|oct", "nov", "dez|dec"};
	struct str folded = {0};
	struct text_span word;
	size_t at = r->pos;
	int found = 0;

	if (!text_next_word(r->at, r->len, &at, &word) || word.at != r->at + r->pos)
		return 0;
	letter_fold(&folded, word.at, word.len);
	for (int i = 0; i < 12 && text_is_month(str_text(&folded)) && !found; i++)
		for (const char *b = begins[i]; b && !found;
			b = strchr(b, '|') ? strchr(b, '|') + 1 : NULL)
			if (strncmp(folded.at, b, 3) == 0)
				found = i + 1;
	str_release(&folded);
	if (found) {
		r->pos = at;
		skip(r, ".");
	}
	return found;
}

static bool is_day(int year, int m, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return m >= 1 && m <= 12 && day >= 1 && day <= days[m - 1] + (m == 2 && leap);
}

static size_t end(const struct reader *r, const int date[3], char plain[TEXT_VALUE_MAX])
{
	if (!is_day(date[0], date[1], date[2]))
		return 0;
	/* It may not go on: 2024-05-031. */
	if (r->pos < r->len && r->at[r->pos] >= '0' && r->at[r->pos] <= '9')
		return 0;
	snprintf(plain, TEXT_VALUE_MAX, "%04d-%02d-%02d", date[0], date[1], date[2]);
	return r->pos;
}

/* 2024-05-31, 2024/05/31 */
static size_t year_first(struct reader r, char plain[TEXT_VALUE_MAX])
{
	int year = number(&r, 4), m, day;

	if (r.pos != 4 || !skip(&r, "-/."))
		return 0;
	m = number(&r, 2);
	if (!skip(&r, "-/."))
		return 0;
	day = number(&r, 2);
	return end(&r, (int[]){year, m, day}, plain);
}

/* 31.5.2024: the day comes first where points divide; with slashes nobody knows
 * unless one of the two is above 12. */
static size_t year_last(struct reader r, char plain[TEXT_VALUE_MAX])
{
	int first = number(&r, 2), second, year;
	bool points = r.pos < r.len && r.at[r.pos] == '.';
	size_t begin;

	if (!skip(&r, "./-"))
		return 0;
	if (points)
		skip_blanks(&r);
	second = number(&r, 2);
	if (!skip(&r, points ? "." : "/-"))
		return 0;
	if (points)
		skip_blanks(&r);
	begin = r.pos;
	year = number(&r, 4);
	if (r.pos - begin != 4)
		return 0;
	if (points || first > 12 || first == second)
		return end(&r, (int[]){year, second, first}, plain);
	if (second > 12)
		return end(&r, (int[]){year, first, second}, plain);
	if (!end(&r, (int[]){year, second, first}, plain))
		return 0;
	plain[0] = '\0';
	return r.pos;
}

/* "3 May 2024", "3. Mai 2024", "3rd of May, 2024" */
static size_t day_first(struct reader r, char plain[TEXT_VALUE_MAX])
{
	int day = number(&r, 2), m, year;

	if (day < 0)
		return 0;
	if (!skip(&r, ".") && r.pos + 2 <= r.len && strchr("snrt", r.at[r.pos]) &&
		strchr("tdh", r.at[r.pos + 1]))
		r.pos += 2;
	skip_blanks(&r);
	if (r.len - r.pos > 3 && memcmp(r.at + r.pos, "of ", 3) == 0)
		r.pos += 3;
	m = month(&r);
	skip(&r, ",");
	skip_blanks(&r);
	year = m ? number(&r, 4) : 0;
	return year >= 1000 ? end(&r, (int[]){year, m, day}, plain) : 0;
}

/* "May 3, 2024", "May 3rd 2024" */
static size_t month_first(struct reader r, char plain[TEXT_VALUE_MAX])
{
	int m = month(&r), day, year;

	if (!m)
		return 0;
	skip_blanks(&r);
	day = number(&r, 2);
	if (day > 0 && r.pos + 2 <= r.len && strchr("snrt", r.at[r.pos]))
		r.pos += 2;
	skip(&r, ",");
	skip_blanks(&r);
	year = number(&r, 4);
	return year >= 1000 ? end(&r, (int[]){year, m, day}, plain) : 0;
}

size_t text_date_at(const char *at, size_t len, char plain[TEXT_VALUE_MAX])
{
	const struct reader r = {at, len < 40 ? len : 40, 0};
	size_t found;

	if (!len)
		return 0;
	if (at[0] < '0' || at[0] > '9')
		return month_first(r, plain);
	found = year_first(r, plain);
	if (!found)
		found = year_last(r, plain);
	return found ? found : day_first(r, plain);
}
