#ifndef EXPR_NUMBER_H
#define EXPR_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* Numbers in the forms that Number.prototype gives. */

/* Integer and fraction digits of any finite double in base 2 and more. */
#define NUMBER_RADIX_MAX 2200
size_t number_format_radix(double value, int radix, char out[NUMBER_RADIX_MAX]);

/* en-US: 309 integer digits with their commas, 100 of the fraction. */
#define NUMBER_FIXED_MAX 640
size_t number_format_fixed(double value, int digits, char out[NUMBER_FIXED_MAX]);
/* digits -1: as many as needed. */
size_t number_format_exponential(double value, int digits, char out[NUMBER_FIXED_MAX]);
size_t number_format_precision(double value, int digits, char out[NUMBER_FIXED_MAX]);

/* en-US. */
struct number_style {
	int least_fraction, most_fraction, least_integer;
	bool grouping;
};
size_t number_format_locale(double value, const struct number_style *style,
	char out[NUMBER_FIXED_MAX]);

#endif
