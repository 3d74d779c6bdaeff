#include "core/term/format.h"

#include "core/base/clock.h"
#include "core/base/tr.h"

#include <stdio.h>
#include <string.h>

void format_duration(char out[FORMAT_MAX], int64_t ms)
{
	const char *sign = ms < 0 ? "-" : "";
	uint64_t u = ms < 0 ? (uint64_t)0 - (uint64_t)ms : (uint64_t)ms;
	unsigned long long s = u / 1000;

	if (u < 1000)
		snprintf(out, FORMAT_MAX, "%s%llums", sign, (unsigned long long)u);
	else if (s < 60)
		snprintf(out, FORMAT_MAX, "%s%llu.%llus", sign, s, (unsigned long long)u % 1000 / 100);
	else if (s < 3600)
		snprintf(out, FORMAT_MAX, "%s%llum%02llus", sign, s / 60, s % 60);
	else if (s < 86400)
		snprintf(out, FORMAT_MAX, "%s%lluh%02llum", sign, s / 3600, s % 3600 / 60);
	else
		snprintf(out, FORMAT_MAX, "%s%llud%lluh", sign, s / 86400, s % 86400 / 3600);
}

void format_size(char out[FORMAT_MAX], uint64_t bytes)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	double value = (double)bytes;
	size_t len;
	int unit = 0;

	/* 1023.95 would round to "1024.0" in its unit. */
	for (; value >= 1023.95 && unit < 6; unit++)
		value /= 1024;
	snprintf(out, FORMAT_MAX, "%.*f", unit > 0 && value < 9.95, value);
	len = strlen(out);
	if (len > 2 && strcmp(out + len - 2, ".0") == 0)
		len -= 2;
	snprintf(out + len, FORMAT_MAX - len, " %s", units[unit]);
}

void format_age(char out[FORMAT_MAX], int64_t then_ms, int64_t now_ms)
{
	int64_t s = (now_ms - then_ms) / 1000;
	char iso[CLOCK_ISO_MAX];

	if (s < 5 && s > -5)
		snprintf(out, FORMAT_MAX, "%s", tr("just now"));
	else if (s >= 0 && s < 60)
		snprintf(out, FORMAT_MAX, tr("%ds ago"), (int)s);
	else if (s >= 0 && s < 3600)
		snprintf(out, FORMAT_MAX, tr("%dm ago"), (int)(s / 60));
	else if (s >= 0 && s < 86400)
		snprintf(out, FORMAT_MAX, tr("%dh ago"), (int)(s / 3600));
	else if (s >= 0 && s < 7 * 86400)
		snprintf(out, FORMAT_MAX, tr_n("%dd ago", "%dd ago", (unsigned long long)s / 86400),
			(int)(s / 86400));
	else {
		clock_format_iso(then_ms, iso);
		snprintf(out, FORMAT_MAX, "%.10s", iso);
	}
}
