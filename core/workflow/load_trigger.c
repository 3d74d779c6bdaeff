#include "core/workflow/load.h"

#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/zone.h"
#include "core/data/schema.h"
#include "core/workflow/cron.h"

#include <stdio.h>
#include <string.h>

#define GATES                                                                                      \
	"\"concurrencyKey\":{},\"concurrencyLimit\":{\"type\":\"integer\",\"minimum\":1},"         \
	"\"concurrencyLeaseMs\":{\"type\":\"integer\",\"minimum\":1},"                             \
	"\"concurrencyQueueTimeoutMs\":{\"type\":\"integer\",\"minimum\":1},"                      \
	"\"onLimit\":{\"enum\":[\"throw\",\"queue\"]},"                                            \
	"\"debounce\":{\"type\":\"object\",\"properties\":{\"key\":{},"                            \
	"\"mode\":{\"enum\":[\"trailing\",\"leading\"]},\"delay\":{},\"maxDelay\":{}}},"              \
	"\"delay\":{\"type\":[\"string\",\"integer\"]},\"ttl\":{\"type\":[\"string\",\"integer\"]},"
#define NAMES "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"
#define TEXT "{\"type\":\"string\"}"
#define COUNT "{\"type\":\"integer\",\"minimum\":0}"

/* The settings of each kind of trigger (blok-format.md 5).  A key that is not
 * listed is a warning, a value that does not fit an error. */
static const struct {
	const char *kind;
	const char *schema;
} triggers[] = {
	{"http",
		"{\"properties\":{" GATES
		"\"method\":{\"enum\":[\"GET\",\"POST\",\"PUT\",\"DELETE\",\"PATCH\",\"HEAD\",\"OPTIONS\",\"ANY\",\"*\"]},"
		"\"path\":" TEXT ",\"accept\":" TEXT ",\"headers\":{\"type\":\"object\"},\"legacyKeyPrefix\":" TEXT
		",\"middleware\":" NAMES ",\"examples\":{},\"recordSample\":{},\"jwt_secret\":" TEXT "}}"},
	{"cron",
		"{\"required\":[\"schedule\"],\"properties\":{\"schedule\":" TEXT ",\"timezone\":" TEXT
		",\"overlap\":{\"type\":\"boolean\"},\"middleware\":" NAMES "}}"},
	{"worker",
		"{\"required\":[\"queue\"],\"properties\":{" GATES "\"queue\":" TEXT
		",\"provider\":{\"enum\":[\"in-memory\",\"nats\",\"bullmq\",\"kafka\",\"rabbitmq\",\"sqs\",\"redis\",\"pg-boss\"]},"
		"\"concurrency\":" COUNT ",\"timeout\":" COUNT ",\"retries\":" COUNT
		",\"priority\":{\"type\":\"integer\"},\"consumerGroup\":" TEXT
		",\"ack\":{},\"deadLetterQueue\":" TEXT ",\"fromBeginning\":{\"type\":\"boolean\"},\"middleware\":" NAMES "}}"},
	{"pubsub",
		"{\"required\":[\"topic\"],\"properties\":{\"provider\":{\"enum\":[\"nats\",\"redis-streams\",\"kafka\",\"gcp\",\"aws\",\"azure\"]},"
		"\"topic\":" TEXT ",\"subscription\":" TEXT ",\"consumerGroup\":" TEXT
		",\"durable\":{},\"startFrom\":{},\"ack\":{},\"maxMessages\":" COUNT ",\"ackDeadline\":" COUNT
		",\"deadLetterTopic\":" TEXT ",\"filter\":{},\"middleware\":" NAMES "}}"},
	{"webhook",
		"{\"properties\":{\"provider\":{\"enum\":[\"github\",\"stripe\",\"slack\",\"shopify\",\"svix\"]},"
		"\"path\":" TEXT ",\"events\":" NAMES ",\"secretEnv\":" TEXT
		",\"signature\":{\"type\":\"object\"},\"tolerance\":" COUNT
		",\"idempotencyKey\":{},\"namespace\":" TEXT ",\"middleware\":" NAMES "}}"},
	{"websocket",
		"{\"properties\":{\"events\":" NAMES ",\"rooms\":{},\"path\":" TEXT ",\"maxConnections\":" COUNT
		",\"heartbeatInterval\":" COUNT ",\"messageRateLimit\":" COUNT ",\"middleware\":" NAMES "}}"},
	{"sse",
		"{\"properties\":{\"events\":" NAMES ",\"channels\":{},\"path\":" TEXT ",\"maxConnections\":" COUNT
		",\"heartbeatInterval\":" COUNT ",\"retryInterval\":" COUNT ",\"middleware\":" NAMES "}}"},
	{"mcp",
		"{\"properties\":{\"path\":" TEXT ",\"serverName\":" TEXT ",\"serverVersion\":" TEXT
		",\"instructions\":" TEXT ",\"transports\":" NAMES
		",\"tool\":{},\"resource\":{},\"prompt\":{},\"middleware\":" NAMES "}}"},
	{"manual", "{}"},
	{"grpc", "{}"},
	{"queue", "{}"},
};

static void check_keys(struct loader *l, const cJSON *settings, const cJSON *schema)
{
	const cJSON *properties = json_get(schema, "properties");
	VEC(const char *) known = {0};
	char what[60];

	if (!properties)
		return;
	json_each(property, properties)
		vec_push(&known, property->string);
	vec_push(&known, NULL);
	snprintf(what, sizeof what, "the trigger '%s'", settings->string);
	load_unknown_keys(l, settings, known.at, what);
	vec_release(&known);
}

/* Where a JSON pointer leads; no key of a trigger has a '/' or '~' in it. */
static const cJSON *value_at(const cJSON *settings, const char *pointer)
{
	const cJSON *at = settings;

	while (at && *pointer == '/') {
		size_t len = strcspn(++pointer, "/");
		const cJSON *inner = NULL;

		json_each(member, at)
			if (member->string && strncmp(member->string, pointer, len) == 0 &&
				!member->string[len])
				inner = member;
		if (!inner)
			return at;
		at = inner;
		pointer += len;
	}
	return at;
}

static bool is_expression(const cJSON *value)
{
	return json_is_object(value) ||
		(json_is_string(value) &&
			(str_starts(value->valuestring, "js/") || strstr(value->valuestring, "${")));
}

/* A delay may be a duration, a time, or what only a request tells. */
static void check_delay(struct loader *l, const cJSON *object, const char *key)
{
	const cJSON *value = json_get(object, key);
	int64_t ms;

	if (!value || is_expression(value) ||
		(json_is_string(value) && clock_parse_iso(value->valuestring, &ms)))
		return;
	load_duration(l, object, key);
}

/* Where the machine has no list of zones, nobody can tell. */
#define ZONES "/usr/share/zoneinfo"

static bool is_zone(const char *name)
{
	struct zone *zone = NULL;
	struct err err;
	bool known = zone_open(name, &zone, &err) || (*name && !fs_is_dir(ZONES));

	zone_close(zone);
	return known;
}

/* What no schema says: times. */
static void check_times(struct loader *l, const cJSON *settings)
{
	const cJSON *schedule = json_get(settings, "schedule"), *zone = json_get(settings, "timezone");
	const cJSON *debounce = json_get(settings, "debounce");
	struct str why = {0};

	check_delay(l, settings, "delay");
	check_delay(l, settings, "ttl");
	if (json_is_object(debounce)) {
		static const char *const keys[] = {"key", "mode", "delay", "maxDelay", NULL};

		load_unknown_keys(l, debounce, keys, "'debounce'");
		check_delay(l, debounce, "delay");
		check_delay(l, debounce, "maxDelay");
	}
	if (json_is_string(schedule) && !cron_check(schedule->valuestring, &why))
		load_error(l, schedule, "cron",
			"minute hour day month weekday, with seconds before them or without: 0 8 * * 1-5",
			"'schedule' is no cron schedule: %s", str_text(&why));
	if (json_is_string(zone) && !is_zone(zone->valuestring))
		load_error(l, zone, "timezone", "name it as in Europe/Berlin",
			"there is no time zone '%s'", zone->valuestring);
	str_release(&why);
}

static void check_settings(struct loader *l, const cJSON *settings, const char *text)
{
	const struct schema_options options = {.fallback = SCHEMA_DRAFT7};
	struct schema_errors errors = {0};
	struct arena scratch = {0};
	const struct schema *schema;
	cJSON *document = NULL;
	struct err err;

	if (json_parse(text, strlen(text), &document, &err) &&
		schema_compile(&scratch, document, &options, &schema, &err) &&
		!schema_check(schema, settings, &errors)) {
		for (size_t i = 0; i < errors.list.len; i++) {
			const struct schema_error *e = &errors.list.at[i];

			load_error(l, value_at(settings, e->instance_path), "trigger", NULL, "trigger %s%s %s",
				settings->string, e->instance_path, e->message);
		}
	}
	check_keys(l, settings, document);
	if (!errors.list.len)
		check_times(l, settings);
	schema_errors_release(&errors);
	json_free(document);
	arena_release(&scratch);
}

static void load_kind(struct loader *l, const cJSON *settings)
{
	const char *names[sizeof triggers / sizeof *triggers], *nearest;
	char hint[100];

	for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++) {
		names[i] = triggers[i].kind;
		if (!str_eq(triggers[i].kind, settings->string))
			continue;
		if (str_eq(settings->string, "queue"))
			load_warning(l, settings, "trigger", "use a 'worker' trigger",
				"Blok refuses the trigger 'queue'");
		if (json_is_object(settings))
			check_settings(l, settings, triggers[i].schema);
		else if (!json_is_null(settings))
			load_error(l, settings, "type", NULL, "the trigger '%s' must be an object, not %s",
				settings->string, json_type_phrase(settings));
		return;
	}
	nearest = str_nearest(settings->string, names, sizeof names / sizeof *names);
	snprintf(hint, sizeof hint, "did you mean '%s'?", nearest ? nearest : "");
	document_report_key(l->c->document, l->c->diags, DIAG_WARNING, settings, "unknown-key",
		nearest ? hint : NULL, "there is no trigger '%s'", settings->string);
}

static void load_gate(struct loader *l, const cJSON *settings)
{
	const cJSON *key = json_get(settings, "concurrencyKey");

	if (!key || l->wf->gate.key)
		return;
	l->wf->gate.key = binding_compile(l->c, key);
	l->wf->gate.limit = (unsigned)json_get_int(settings, "concurrencyLimit", 1);
	l->wf->gate.lease_ms = json_get_int64(settings, "concurrencyLeaseMs", 3600000);
	l->wf->gate.queue = str_eq(json_get_string(settings, "onLimit"), "queue");
	l->wf->gate.queue_timeout_ms =
		json_get_int64(settings, "concurrencyQueueTimeoutMs", 0);
}

void load_trigger(struct loader *l, const cJSON *trigger)
{
	l->wf->trigger = trigger;
	json_each(settings, trigger) {
		load_kind(l, settings);
		load_gate(l, settings);
		if (!l->wf->trigger_middleware)
			l->wf->trigger_middleware = json_get(settings, "middleware");
	}
	l->wf->method = json_get_string(json_get(trigger, "http"), "method");
	if (str_eq(l->wf->method, "*"))
		load_warning(l, json_get(json_get(trigger, "http"), "method"), "method",
			"write \"ANY\"", "the method \"*\" is the older spelling of ANY");
}
