#include "core/data/json.h"
#include "core/workflow/failure.h"
#include "test/unit/test.h"

#include <string.h>

/* Failures of the journal: what is read is what was written, and what an earlier program wrote, or
 * nobody, becomes one that can be told. */

TEST(failures_are_read_from_the_journal)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"{}", "error//Error/500/-/-"},
		{"{\"kind\":\"timeout\",\"message\":\"m\",\"name\":\"N\",\"code\":504}",
			"timeout/m/N/504/-/-"},
		{"{\"kind\":\"nonsense\",\"code\":1e300}", "error//Error/2147483647/-/-"},
		{"{\"kind\":1,\"message\":5,\"name\":null}", "timeout//Error/500/-/-"},
		{"{\"kind\":-1}", "error//Error/500/-/-"},
		{"{\"kind\":99}", "error//Error/500/-/-"},
		{"{\"kind\":[]}", "error//Error/500/-/-"},
		{"{\"step_id\":\"outer\",\"inner_id\":\"inner\",\"path\":\"a/"
		 "b\",\"body\":{\"x\":1}}",
			"error//Error/500/outer/a/b"},
		{"{\"kind\":\"expired\"}", "expired//Error/500/-/-"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct failure f = {0}, again = {0};
		cJSON *read, *written, *twice;
		char got[200];
		struct err err;

		CHECK(json_parse(cases[i].text, strlen(cases[i].text), &read, &err));
		failure_from_json(&f, read);
		written = failure_to_json(&f);
		snprintf(got, sizeof got, "%s/%s/%s/%d/%s/%s", json_get_string(written, "kind"),
			f.message, f.name, f.code, f.outer_id ? f.outer_id : "-",
			f.path ? f.path : "-");
		CHECK_STR(got, cases[i].want);
		failure_from_json(&again, written);
		twice = failure_to_json(&again);
		CHECK(json_equal(written, twice));
		failure_release(&f);
		failure_release(&again);
		json_free(read);
		json_free(written);
		json_free(twice);
	}
}
