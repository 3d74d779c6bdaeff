#include "core/base/base64.h"
#include "core/base/markup.h"
#include "core/base/num.h"
#include "core/base/rfc3339.h"
#include "core/base/trace.h"
#include "core/base/zone_rule.h"
#include "core/db/looks.h"
#include "core/db/written.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Small forms that come from files, headers and the environment, each as one text. */

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_date(const char *text)
{
	const char *at = text;
	struct rfc3339 t = {0};

	if (rfc3339_date(&at, &t))
		must(at == text + 10 && t.month >= 1 && t.month <= 12 && t.day >= 1 && t.day <= 31);
	at = text;
	if (rfc3339_time(&at, &t))
		must(at > text && t.hour < 24 && t.minute < 60 && t.second <= 60 && t.ms < 1000);
	at = text;
	if (rfc3339_zone(&at, &t))
		must(at > text && abs(t.zone_minutes) < 24 * 60);
}

/* At every time one of its two offsets. */
static void check_zone(const char *text)
{
	static const int64_t instants[] = {-62135596800, 0, 1774746000, 4102444800, 253402300799};
	struct zone_rule rule = {0};

	if (!zone_rule_parse(&rule, text) || !rule.set)
		return;
	for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
		int64_t offset = zone_rule_offset(&rule, instants[i]);

		must(offset == rule.standard_offset ||
			(rule.summer && offset == rule.summer_offset));
	}
}

static void check_trace(const char *text)
{
	struct trace t;
	char out[TRACE_PARENT_MAX];

	if (!trace_parse(text, &t))
		return;
	trace_format(&t, t.parent, out);
	must(strncmp(out + 3, text + 3, TRACE_ID_MAX + TRACE_SPAN_MAX - 1) == 0);
}

static void check_numbers(const char *text)
{
	long long value;

	if (num_parse_int(text, -5, 1000000, &value))
		must(value >= -5 && value <= 1000000);
	if (num_parse_duration_ms(text, &value))
		must(value >= 0 && value <= NUM_DURATION_MAX_MS);
}

static void check_markup(const char *text, size_t len)
{
	struct str out = {0};

	markup_text(&out, text, len);
	must(!strpbrk(str_text(&out), "<>\"'"));
	str_clear(&out);
	base64_encode(text, len, &out);
	must(out.len == (len + 2) / 3 * 4);
	str_release(&out);
}

static void check_written(const char *text, size_t len)
{
	unsigned as = written_as(text, len);
	char date[11];

	if (as & WRITTEN_POINT)
		must(isfinite(written_number(text, len, WRITTEN_POINT)));
	if (as & WRITTEN_COMMA)
		must(isfinite(written_number(text, len, WRITTEN_COMMA)));
	if (as & WRITTEN_DAY_FIRST) {
		written_date(text, len, WRITTEN_DAY_FIRST, date);
		must(looks_text(date, 10) == TYPE_DATE);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {0};

	str_add_bytes(&text, (const char *)data, size);
	check_markup(str_text(&text), text.len);
	check_date(str_text(&text));
	check_zone(str_text(&text));
	check_trace(str_text(&text));
	check_numbers(str_text(&text));
	check_written(str_text(&text), text.len);
	str_release(&text);
	return 0;
}
