#ifndef CMD_DOCTOR_H
#define CMD_DOCTOR_H

#include "cmd/app.h"

#include <stddef.h>

/* What the checks of `doctor` say, one after the other. */

enum doctor_verdict { DOCTOR_OK, DOCTOR_WARNING, DOCTOR_ERROR };

struct doctor;
void doctor_say(struct doctor *d, enum doctor_verdict verdict, const char *check,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
/* What to do about the last one. */
void doctor_hint(struct doctor *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct app *doctor_app(const struct doctor *d);

struct doctor_options {
	bool repair;
	const char *clock_url; /* whose Date the clock is held against; or NULL */
};

/* Each looks at one thing, and goes on whatever it finds. */
void doctor_versions(struct doctor *d, const struct doctor_options *o);
void doctor_settings(struct doctor *d, const struct doctor_options *o);
void doctor_store(struct doctor *d, const struct doctor_options *o);
void doctor_space(struct doctor *d, const struct doctor_options *o);
void doctor_providers(struct doctor *d, const struct doctor_options *o);
void doctor_prices(struct doctor *d, const struct doctor_options *o);
void doctor_clock(struct doctor *d, const struct doctor_options *o);
void doctor_sandbox(struct doctor *d, const struct doctor_options *o);

#endif
