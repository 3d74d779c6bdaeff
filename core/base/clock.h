#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "core/base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC, from the kernel: for what is recorded. */
int64_t clock_wall_ms(void);

/* The same, or the instant that BLOKCTL_NOW fixes: for what users compute
 * with (expressions, quotas, questions about "today"). */
int64_t clock_now_ms(void);
/* Whether BLOKCTL_NOW fixes one. */
bool clock_fixed_ms(int64_t *ret_ms);
/* An ERR_USAGE error when BLOKCTL_NOW is set to something else than a date. */
bool clock_check_fixed(struct err *err);

/* Monotonic, for durations and deadlines only. */
int64_t clock_mono_us(void);

/* A date, or a date and time as in RFC 3339, whose seconds and zone may be left
 * out (it is UTC then).  False on anything else. */
bool clock_parse_iso(const char *text, int64_t *ret_ms);

/* "2026-01-31T08:15:30.123Z"; 25 bytes are enough for the years 0 to 9999. */
#define CLOCK_ISO_MAX 32
void clock_format_iso(int64_t ms, char out[CLOCK_ISO_MAX]);

/* Days since 1970-01-01 of a proleptic Gregorian date, month 1 to 12
 * (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
int64_t clock_days_from_civil(int64_t year, int month, int day);
void clock_civil_from_days(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day);

#endif
