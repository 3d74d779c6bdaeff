#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>

#define NUM_TEXT_MAX 32

/* Writes a number as JavaScript's Number::toString does (ECMA-262 6.1.6.1.20):
 * the shortest digits that read back as the same double; "NaN", "Infinity".
 * Returns the length. */
size_t num_format(double value, char out[NUM_TEXT_MAX]);

/* The shortest decimal digits of a finite value > 0, without point or
 * exponent; value = 0.DIGITS * 10^*ret_point.  Returns how many. */
size_t num_digits(double value, char out[20], int *ret_point);

/* A whole decimal number, nothing before or behind it. */
bool num_parse_int(const char *text, long long min, long long max, long long *ret);

/* The value of a hexadecimal digit, or -1. */
int num_hex_digit(int c);

/* Longer is a mistake; and times of it in microseconds do not overflow. */
#define NUM_DURATION_MAX_MS (100 * 365LL * 86400000) /* 100 years */
/* Integer milliseconds, or digits and a unit (ms, s, m, h, d). */
bool num_parse_duration_ms(const char *text, long long *ret_ms);

#endif
