#ifndef EXPR_DATE_H
#define EXPR_DATE_H

#include <stdbool.h>
#include <stddef.h>

/* Times are milliseconds since 1970-01-01 UTC; NaN is an invalid date
 * (ECMA-262 section 21.4.1). */

struct date_fields {
	double year;
	int month, day; /* month 0 to 11, day 1 to 31 */
	int hour, minute, second, ms;
	int weekday; /* 0: Sunday */
};

void date_split(double time, struct date_fields *ret); /* as it stands, no zone */
double date_make(const double fields[7]);              /* year, month, … ms; they may overflow */
double date_clip(double time);
/* Between UTC and the zone of TZ; NaN stays NaN. */
double date_to_local(double utc);
double date_to_utc(double local);
/* The name of the zone at a time: "Coordinated Universal Time". */
void date_zone_name(double utc, char *out, size_t size);

/* A text in the forms that V8 reads; NaN for others. */
double date_parse(const char *text);

#endif
