#ifndef DB_WRITTEN_H
#define DB_WRITTEN_H

#include <stddef.h>

/* Numbers and dates as people write them for people: "1,200", "$3.50", "3,50 €", "12 %",
 * "15.11.2018".  One value can often be read in two ways; a column of them seldom can. */

enum written {
	/* How a value can be read: those that all values of a column have in common count. */
	WRITTEN_POINT = 1,       /* 1,200.50 */
	WRITTEN_COMMA = 2,       /* 1.200,50 */
	WRITTEN_DAY_FIRST = 4,   /* 15.11.2018, 15/11/2018 */
	WRITTEN_MONTH_FIRST = 8, /* 11/15/2018 */
	WRITTEN_EITHER_FIRST = WRITTEN_DAY_FIRST | WRITTEN_MONTH_FIRST,
	/* What was found in it: that any value has it counts. */
	WRITTEN_SURE = 16, /* a comma, a currency or a per cent sign: no version, no address */
	WRITTEN_POINT_FRACTION = 32,
	WRITTEN_COMMA_FRACTION = 64,
};

/* A set of these; 0 is none of them. */
unsigned written_as(const char *text, size_t len);

/* The value of a text that WRITTEN_POINT or WRITTEN_COMMA fits; signs of currency and per
 * cent count for nothing. */
double written_number(const char *text, size_t len, enum written how);

/* As 2018-11-15, of a text that WRITTEN_DAY_FIRST or WRITTEN_MONTH_FIRST fits. */
void written_date(const char *text, size_t len, enum written how, char ret[11]);

#endif
