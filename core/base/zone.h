#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Time zones of the IANA database (TZif files, RFC 8536), several at once and
 * from any thread: the C library knows only one per process. */
struct zone;

/* "UTC" needs no database.  ERR_INPUT when there is no such zone. */
bool zone_open(const char *name, struct zone **ret, struct err *err);
void zone_close(struct zone *z); /* accepts NULL */
const char *zone_name(const struct zone *z);

/* Seconds to add to UTC at this instant (seconds since 1970). */
int64_t zone_offset(const struct zone *z, int64_t at_s);

struct zone_date {
	int64_t year;
	int month, day; /* from 1 */
	int64_t second; /* of the day, as a clock on the wall shows it */
};
void zone_local(const struct zone *z, int64_t at_s, struct zone_date *ret);

/* The first instant behind `at_s` of another day, of another month: days have
 * 23 to 25 hours, and some begin at one o'clock. */
int64_t zone_next_day(const struct zone *z, int64_t at_s);
int64_t zone_next_month(const struct zone *z, int64_t at_s);

#endif
