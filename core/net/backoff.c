#define _GNU_SOURCE /* timegm, strptime */
#include "core/net/backoff.h"


#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FIRST_MS 500
#define LARGEST_MS 8000
#define SHORTER 0.25 /* the part that is left to chance */

/* Beyond a year it is no number to reckon with. */
#define ASKED_LIMIT_MS 3.2e10

static int64_t positive_ms(double ms)
{
	return ms > 0 && isfinite(ms) ? (int64_t)fmin(ceil(ms), ASKED_LIMIT_MS) : 0;
}

/* Digits with an optional fraction; nothing else may stand there. */
static bool parse_decimal(const char *text, double *ret)
{
	size_t digits = strspn(text, "0123456789"), fraction = 0;
	const char *end = text + digits;

	if (*end == '.') {
		fraction = strspn(end + 1, "0123456789");
		end += fraction + 1;
	}
	if (!digits || *end)
		return false;
	*ret = strtod(text, NULL);
	return true;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
 * "Sun Nov  6 08:49:37 1994". */
bool backoff_parse_date(const char *text, int64_t *ret_ms)
{
	static const char *const formats[] = {
		"%a, %d %b %Y %H:%M:%S GMT", "%a, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"};

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct tm tm = {0};
		const char *end = strptime(text, formats[i], &tm);

		if (end && !*end) {
			*ret_ms = (int64_t)timegm(&tm) * 1000;
			return true;
		}
	}
	return false;
}

int64_t backoff_parse_seconds(const char *text, int64_t now_ms)
{
	int64_t at_ms;
	double seconds;

	while (isspace((unsigned char)*text))
		text++;
	if (parse_decimal(text, &seconds))
		return positive_ms(seconds * 1000);
	return backoff_parse_date(text, &at_ms) ? positive_ms((double)(at_ms - now_ms)) : 0;
}

int64_t backoff_asked_ms(const struct http_response *response, int64_t now_ms)
{
	const char *ms = http_header(response, "retry-after-ms");
	const char *seconds = http_header(response, "retry-after");
	double value;

	if (ms && parse_decimal(ms, &value) && positive_ms(value))
		return positive_ms(value);
	return seconds ? backoff_parse_seconds(seconds, now_ms) : 0;
}

int64_t backoff_delay_ms(int failed, double random)
{
	double delay = FIRST_MS;

	for (int i = 1; i < failed && delay < LARGEST_MS; i++)
		delay *= 2;
	return (int64_t)(fmin(delay, LARGEST_MS) * (1 - SHORTER * random));
}
