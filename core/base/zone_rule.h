#ifndef BASE_ZONE_RULE_H
#define BASE_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

/* What a zone does year after year: the TZ string of POSIX.1-2017, section 8.3,
 * with the times beyond a day of RFC 8536, section 3.3.1. */

struct zone_change {
	enum { CHANGE_WEEKDAY, CHANGE_JULIAN, CHANGE_DAY } kind; /* Mm.w.d, Jn, n */
	int month, week, day;
	int64_t second; /* of the day, by the clock that is left */
};

struct zone_rule {
	bool set, summer; /* summer: there are two halves of a year */
	int64_t standard_offset, summer_offset;
	struct zone_change begin, end; /* of summer time */
};

/* Up to a newline.  An empty rule is right and says nothing. */
bool zone_rule_parse(struct zone_rule *r, const char *text);
int64_t zone_rule_offset(const struct zone_rule *r, int64_t at_s);

#endif
