#ifndef BASE_RFC3339_H
#define BASE_RFC3339_H

#include <stdbool.h>

/* The parts of a date and time as RFC 3339 section 5.6 writes them.  Each
 * function reads one, moves *p behind it and is false when the text is none;
 * what stands between and behind them is the caller's to check. */
struct rfc3339 {
	int year, month, day; /* a day that the month of that year has */
	int hour, minute, second, ms; /* 23:59:60 at most; further digits are dropped */
	int zone_minutes; /* east of UTC */
};

bool rfc3339_date(const char **p, struct rfc3339 *t);    /* 2026-01-31 */
bool rfc3339_minutes(const char **p, struct rfc3339 *t); /* 08:15 */
bool rfc3339_seconds(const char **p, struct rfc3339 *t); /* :30 :30.123 */
bool rfc3339_zone(const char **p, struct rfc3339 *t);    /* Z +01:00 */

/* Minutes and seconds. */
bool rfc3339_time(const char **p, struct rfc3339 *t);
/* Section 5.7: a second 60 only ends a day of UTC; the zone is known. */
bool rfc3339_leap_fits(const struct rfc3339 *t);

#endif
