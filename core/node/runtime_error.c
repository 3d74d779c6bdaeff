#include "core/node/runtime.h"

#include <string.h>

static const struct {
	const char *category;
	int status;
} categories[] = {
	{"VALIDATION", 400}, {"CONFIGURATION", 500}, {"DEPENDENCY", 502}, {"TIMEOUT", 504},
	{"PERMISSION", 403}, {"RATE_LIMIT", 429}, {"NOT_FOUND", 404}, {"CONFLICT", 409},
	{"CANCELLED", 499}, {"INTERNAL", 500}, {"PROTOCOL", 502}, {"DATA", 422},
};

static int status_of(const cJSON *error)
{
	const char *category = json_get_string(error, "category");
	double status = json_get_number(error, "http_status", 0);
	/* GlobalError has its status as a numeric code. */
	double code = json_get_number(error, "code", 0);

	if (status >= 100 && status <= 599)
		return (int)status;
	if (code >= 100 && code <= 599)
		return (int)code;
	for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
		if (str_eq(category, categories[i].category))
			return categories[i].status;
	return 500;
}

bool program_error(const cJSON *error, const char *what, struct failure *failure)
{
	const char *message = json_is_string(error) ? error->valuestring
						    : json_get_string(error, "message");
	const char *name = json_get_string(error, "name"), *code = json_get_string(error, "code");
	const char *remediation = json_get_string(error, "remediation");

	failure_set(failure, name && *name ? name : code && *code ? code : "Error",
		status_of(error), "%s",
		message && *message ? message : "it failed without saying why");
	failure->permanent = !json_get_bool(error, "retryable", true);
	if (json_is_object(json_get(error, "body")))
		failure->body = json_copy(json_get(error, "body"));
	if (remediation && *remediation)
		return failure_hint(failure, "%s", remediation);
	if (!message || !*message)
		return failure_hint(failure, "see '%s' itself", what);
	return false;
}
