#include "core/cards/fsrs.h"

#include <math.h>
#include <string.h>

#define STABILITY_MIN 0.001
#define STABILITY_MAX 36500.0

const struct fsrs fsrs_default = {
	{0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
		1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542}};

static const struct {
	double from, to;
} bounds[FSRS_PARAMETERS] = {{0.001, 100}, {0.001, 100}, {0.001, 100}, {0.001, 100}, {1, 10},
	{0.001, 4}, {0.001, 4}, {0.001, 0.75}, {0, 4.5}, {0, 0.8}, {0.001, 3.5}, {0.001, 5},
	{0.001, 0.25}, {0.001, 0.9}, {0, 4}, {0, 1}, {1, 6}, {0, 2}, {0, 2}, {0, 0.8}, {0.1, 0.8}};

static double clamp(double x, double from, double to)
{
	return x < from ? from : x > to ? to : x;
}

bool fsrs_init(struct fsrs *ret, const double *w, size_t len, struct err *err)
{
	if (len != 17 && len != 19 && len != FSRS_PARAMETERS)
		return err_set(
			err, ERR_INPUT, "FSRS has 21 parameters (or 19, or 17), not %zu", len);
	memset(ret, 0, sizeof *ret);
	memcpy(ret->w, w, len * sizeof *w);
	if (len == 17) { /* FSRS-4.5 took difficulty for linear, and had no same day */
		double w5 = w[5];

		ret->w[4] += 2 * w5;
		ret->w[5] = log(3 * w5 + 1) / 3;
		ret->w[6] += 0.5;
	}
	if (len < FSRS_PARAMETERS)
		ret->w[20] = 0.5; /* the forgetting curve was fixed */
	for (int i = 0; i < FSRS_PARAMETERS; i++) {
		if (!isfinite(ret->w[i]))
			return err_set(err, ERR_INPUT, "parameter %d of FSRS is no number", i);
		ret->w[i] = clamp(ret->w[i], bounds[i].from, bounds[i].to);
	}
	return true;
}

/* ---- the forgetting curve ---- */

/* Chosen so that the chance is 0.9 after `stability` days. */
static double factor(const struct fsrs *f)
{
	return pow(0.9, -1 / f->w[20]) - 1;
}

double fsrs_recall(const struct fsrs *f, double stability, double days)
{
	return pow(1 + factor(f) * days / stability, -f->w[20]);
}

double fsrs_days(const struct fsrs *f, double stability, double retention)
{
	return stability / factor(f) * (pow(retention, -1 / f->w[20]) - 1);
}

int64_t fsrs_interval(const struct fsrs *f, double stability, double retention, int64_t max)
{
	return (int64_t)llround(clamp(fsrs_days(f, stability, retention), 1, (double)max));
}

/* ---- difficulty ---- */

static double first_difficulty(const struct fsrs *f, int rating)
{
	return f->w[4] - exp(f->w[5] * (rating - 1)) + 1;
}

/* Steps get smaller towards 10, and all go back a little to what is easy at first. */
static double next_difficulty(const struct fsrs *f, double difficulty, int rating)
{
	double moved = difficulty + (10 - difficulty) / 9 * (-f->w[6] * (rating - 3));

	return clamp(f->w[7] * first_difficulty(f, 4) + (1 - f->w[7]) * moved, 1, 10);
}

/* ---- stability ---- */

static double same_day(const struct fsrs *f, double s, int rating)
{
	double k = exp(f->w[17] * (rating - 3 + f->w[18])) * pow(s, -f->w[19]);

	/* Whoever knew it, with effort or not, does not know it less after. */
	return s * (rating >= 2 && k < 1 ? 1 : k);
}

static double after_pass(const struct fsrs *f, struct fsrs_memory m, double recall, int rating)
{
	double gain = exp(f->w[8]) * (11 - m.difficulty) * pow(m.stability, -f->w[9]) *
		      (exp(f->w[10] * (1 - recall)) - 1);

	return m.stability *
	       (1 + gain * (rating == 2 ? f->w[15] : 1) * (rating == 4 ? f->w[16] : 1));
}

static double after_lapse(const struct fsrs *f, struct fsrs_memory m, double recall)
{
	double left = f->w[11] * pow(m.difficulty, -f->w[12]) *
		      (pow(m.stability + 1, f->w[13]) - 1) * exp(f->w[14] * (1 - recall));

	return fmin(left, m.stability / exp(f->w[17] * f->w[18]));
}

struct fsrs_memory fsrs_first(const struct fsrs *f, int rating)
{
	return (struct fsrs_memory){clamp(f->w[rating - 1], STABILITY_MIN, STABILITY_MAX),
		clamp(first_difficulty(f, rating), 1, 10)};
}

struct fsrs_memory fsrs_next(const struct fsrs *f, struct fsrs_memory m, double days, int rating)
{
	double recall = fsrs_recall(f, m.stability, days), s;

	if (days < 1)
		s = same_day(f, m.stability, rating);
	else if (rating == 1)
		s = after_lapse(f, m, recall);
	else
		s = after_pass(f, m, recall, rating);
	return (struct fsrs_memory){
		clamp(s, STABILITY_MIN, STABILITY_MAX), next_difficulty(f, m.difficulty, rating)};
}

/* ---- fuzz ---- */

static double overlap(double days, double from, double to)
{
	return days > from ? fmin(days, to) - from : 0;
}

struct fsrs_range fsrs_fuzz_range(double days, int64_t max)
{
	double delta = 1 + 0.15 * overlap(days, 2.5, 7) + 0.1 * overlap(days, 7, 20) +
		       0.05 * overlap(days, 20, INFINITY);
	struct fsrs_range r;

	if (days < 2.5) {
		int64_t only = (int64_t)llround(days);

		only = only < 1 ? 1 : only > max ? max : only;
		return (struct fsrs_range){only, only};
	}
	r.from = (int64_t)llround(days - delta);
	r.to = (int64_t)llround(days + delta);
	r.from = r.from < 2 ? 2 : r.from;
	r.to = r.to > max ? max : r.to;
	r.from = r.from > r.to ? r.to : r.from;
	return r;
}

/* SplitMix64 (G. Steele, D. Lea, C. Flood, 2014). */
static uint64_t mix(uint64_t z)
{
	z += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

int64_t fsrs_fuzz(struct fsrs_range range, uint64_t seed)
{
	return range.from + (int64_t)(mix(seed) % (uint64_t)(range.to - range.from + 1));
}
