#include "core/ai/vectors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- adding ---- */

static bool has_dimension(const struct ai_vectors *v, size_t dimension)
{
	return dimension && (!v->count || ai_vectors_dimension(v) == dimension);
}

/* The largest is taken out first: squares of numbers that a double holds need
 * not fit into one. */
bool ai_vectors_add_numbers(struct ai_vectors *v, const double *numbers, size_t len)
{
	double largest = 0, sum = 0, length;

	for (size_t i = 0; i < len; i++)
		largest = fmax(largest, fabs(numbers[i]));
	if (!(largest > 0) || !isfinite(largest))
		return false;
	for (size_t i = 0; i < len; i++)
		sum += (numbers[i] / largest) * (numbers[i] / largest);
	length = sqrt(sum);
	for (size_t i = 0; i < len; i++)
		vec_push(&v->numbers, (float)(numbers[i] / largest / length));
	v->count++;
	return true;
}

bool ai_vectors_add(struct ai_vectors *v, const cJSON *list, struct err *err)
{
	size_t len = json_is_array(list) ? json_count(list) : 0, i = 0;
	double *numbers;
	bool ok;

	if (!len)
		return err_set(err, ERR_WORK, "vector %zu is no list of numbers", v->count);
	if (!has_dimension(v, len))
		return err_set(err, ERR_WORK, "vector %zu has %zu numbers, those before it %zu",
			v->count, len, ai_vectors_dimension(v));
	numbers = mem_alloc(len * sizeof *numbers);
	json_each(number, list) {
		if (!json_is_number(number))
			break;
		numbers[i++] = number->valuedouble;
	}
	ok = i == len ||
	     err_set(err, ERR_WORK, "vector %zu has something that is no number", v->count);
	if (ok && !ai_vectors_add_numbers(v, numbers, len))
		ok = err_set(err, ERR_WORK, "vector %zu has no direction", v->count);
	free(numbers);
	return ok;
}

bool ai_vectors_append(struct ai_vectors *v, const struct ai_vectors *more, struct err *err)
{
	if (!has_dimension(v, ai_vectors_dimension(more)))
		return err_set(err, ERR_WORK, "vectors of %zu numbers have come behind some of %zu",
			ai_vectors_dimension(more), ai_vectors_dimension(v));
	for (size_t i = 0; i < more->numbers.len; i++)
		vec_push(&v->numbers, more->numbers.at[i]);
	v->count += more->count;
	return true;
}

/* ---- writing down ---- */

/* Nine digits tell every float from its neighbours, seven most. */
static double shortest(float number)
{
	char text[32];

	for (int digits = 7; digits < 9; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, (double)number);
		if (strtof(text, NULL) == number)
			return strtod(text, NULL);
	}
	snprintf(text, sizeof text, "%.9g", (double)number);
	return strtod(text, NULL);
}

cJSON *ai_vectors_json(const struct ai_vectors *v, size_t which)
{
	size_t dimension = ai_vectors_dimension(v);
	cJSON *list = json_new_array();

	for (size_t i = 0; i < dimension; i++)
		json_append_take(
			list, json_new_number(shortest(v->numbers.at[which * dimension + i])));
	return list;
}

bool ai_vectors_restore(struct ai_vectors *v, const cJSON *list)
{
	size_t before = v->numbers.len;

	if (!has_dimension(v, json_is_array(list) ? json_count(list) : 0))
		return false;
	json_each(number, list) {
		if (!json_is_number(number)) {
			v->numbers.len = before;
			return false;
		}
		vec_push(&v->numbers, (float)number->valuedouble);
	}
	v->count++;
	return true;
}

/* ---- comparing ---- */

double ai_vectors_cosine(const struct ai_vectors *v, size_t a, size_t b)
{
	size_t dimension = ai_vectors_dimension(v);
	const float *x = v->numbers.at + a * dimension, *y = v->numbers.at + b * dimension;
	double sum = 0;

	for (size_t i = 0; i < dimension; i++)
		sum += (double)x[i] * (double)y[i];
	/* Their lengths are 1 to the last digit of a float, no further. */
	return fmax(-1, fmin(1, sum));
}
