#include "core/base/fs.h"
#include "core/config/config.h"
#include "test/unit/test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static bool remove_file(void *self, const char *path, struct err *err)
{
	(void)self;
	(void)err;
	return unlink(path) == 0;
}

static void remove_folder(void)
{
	struct err err = {0};
	char path[100];

	fs_walk(folder, remove_file, NULL, &err);
	snprintf(path, sizeof path, "%s/new/deep", folder);
	rmdir(path);
	snprintf(path, sizeof path, "%s/new", folder);
	rmdir(path);
	rmdir(folder);
}

/* The path of a file in a folder that goes when the program ends. */
static const char *file(const char *name, const char *text)
{
	static char paths[8][100];
	static int next;
	char *path = paths[next++ % 8];
	struct err err = {0};

	if (!*folder) {
		snprintf(folder, sizeof folder, "/tmp/blokctl-config-test-XXXXXX");
		CHECK(mkdtemp(folder));
		atexit(remove_folder);
	}
	snprintf(path, 100, "%s/%s", folder, name);
	unlink(path);
	if (text)
		CHECK(fs_write_atomic(path, text, strlen(text), 0644, &err));
	return path;
}

static const char *read_back(const char *path)
{
	static struct str text;
	struct err err = {0};

	str_clear(&text);
	fs_read(path, 100000, &text, &err);
	return str_text(&text);
}

/* Loads one file, as the project's. */
static struct config *load(const char *text)
{
	struct config_paths paths = {.project = file("one.yaml", text)};
	struct diags diags = {0};
	struct err err = {0};
	struct config *c = config_load(&paths, &diags, &err);

	CHECK((c != NULL) == (diags.errors == 0));
	diags_release(&diags);
	return c;
}

/* The first finding, as "line:column code message". */
static const char *finding(const char *text)
{
	static char out[300];
	struct diags diags = {0};
	struct err err = {0};

	snprintf(out, sizeof out, "none");
	CHECK(config_check_file(file("checked.yaml", text), &diags, &err));
	if (diags.list.len)
		snprintf(out, sizeof out, "%d:%d %s %s", diags.list.at[0].line,
			diags.list.at[0].column, diags.list.at[0].code, diags.list.at[0].message);
	diags_release(&diags);
	return out;
}

TEST(the_table_is_sorted_and_its_values_are_right)
{
	struct config_paths none = {0};
	struct diags diags = {0};
	struct err err = {0};
	struct config *c;

	for (const struct config_setting *s = config_settings; s->key && s[1].key; s++)
		if (strcmp(s->key, s[1].key) >= 0)
			test_failed(__FILE__, __LINE__, "%s stands before %s", s->key, s[1].key);
	for (const struct config_setting *s = config_settings; s->key; s++) {
		CHECK(config_setting_find(s->key) || strchr(s->key, '*'));
		CHECK(s->help && *s->help);
		CHECK(s->kind != CONFIG_CHOICE || s->choices);
	}
	c = config_load(&none, &diags, &err);
	CHECK(c != NULL);
	CHECK_INT(config_int(c, "ai.timeout", 0), 120000);
	CHECK_INT(config_int(c, "cache.ttl", 0), 86400000);
	CHECK_INT(config_int(c, "ai.max_tokens", 0), 4096);
	CHECK_INT(config_int(c, "quota.daily_requests", 0), 50);
	CHECK_INT(config_int(c, "quota.daily_tokens", -1), -1);
	CHECK(config_bool(c, "features.AI_SQL", false));
	CHECK(!config_bool(c, "quota.allow_unpriced", true));
	CHECK_STR(config_text(c, "cache.scope", ""), "user");
	CHECK(config_get(c, "ai.model") == NULL);
	config_free(c);
	diags_release(&diags);
}

TEST(keys_are_found_whatever_names_they_hold)
{
	struct arena a = {0};
	struct err err = {0};

	CHECK_STR(config_setting_find("ai.tasks.sql")->key, "ai.tasks.*");
	CHECK_STR(config_setting_find("ai.models.\"openai/gpt-4.1\".context")->key,
		"ai.models.*.context");
	CHECK(!config_setting_find("ai.models.openai/gpt-4.1.context"));
	CHECK(!config_setting_find("quota"));
	CHECK(config_check_key("quota", &err));
	CHECK(config_check_key("ai.providers.local", &err));
	for (size_t i = 0; i < 7; i++) {
		const char *bad[] = {
			"", ".", "a..b", "quota.", ".quota", "ai.models.\"x", "ai.\"a\"b"};

		CHECK(!config_check_key(bad[i], &err));
		CHECK_INT(err.kind, ERR_INPUT);
	}
	CHECK_STR(config_variable(&a, config_setting_find("features.AI_SQL")),
		"BLOKCTL_FEATURES_AI_SQL");
	CHECK_STR(config_variable(&a, config_setting_find("quota.timezone")),
		"BLOKCTL_QUOTA_TIMEZONE");
	CHECK(!config_variable(&a, config_setting_find("ai.tasks.sql")));
	arena_release(&a);
}

TEST(unknown_keys_are_told_what_was_meant)
{
	static const char *const words[][2] = {
		{"quota.timezon", "quota.timezone"},
		{"quotas.timezone", "quota.timezone"},
		{"quotas.x", "quota"},
		{"timezone", "cards.timezone"},
		{"retention", "cards.retention"},
		{"features.AI_SQLL", "features.AI_SQL"},
		{"ai.providers.x.bas_url", "ai.providers.x.base_url"},
		{"ai.providers.x.key.evn", "ai.providers.x.key.env"},
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		char want[100];
		struct err err = {0};

		snprintf(want, sizeof want, "did you mean '%s'?", words[i][1]);
		CHECK(!config_check_key(words[i][0], &err));
		CHECK_STR(err.hint, want);
	}
}

TEST(each_layer_wins_over_those_below)
{
	struct config_paths paths = {
		.system = file("system.yaml",
			"quota: {daily_requests: 1}\n"
			"ai: {providers: {a: {kind: openai, base_url: 'http://s'}}}\n"
			"network: {deny: [1.0.0.0/8, 2.0.0.0/8]}\n"
			"databases: {d: {password: {env: A}}}\n"
			"secrets: {K: {env: A}}\n"),
		.user = file("user.yaml", "quota:\n  daily_requests: 2\n  monthly_requests:\n"
					  "network: {deny: ['::1']}\n"
					  "databases: {d: {password: {file: b}}}\n"
					  "secrets: {L: {file: b}}\n"),
		.project =
			file("project.yaml", "# one\nquota: {daily_requests: 3}\n"
					     "ai:\n  providers:\n    a: {base_url: 'http://p'}\n"
					     "secrets: {M: {file: c}}\n")};
	struct config_origin origin;
	struct diags diags = {0};
	struct err err = {0};
	struct config *c;

	setenv("BLOKCTL_QUOTA_DAILY_REQUESTS", "4", 1);
	setenv("BLOKCTL_QUOTA_TIMEZONE", "", 1);
	c = config_load(&paths, &diags, &err);
	CHECK(c != NULL);
	CHECK_INT(config_int(c, "quota.daily_requests", 0), 4);
	CHECK(config_origin(c, "quota.daily_requests", &origin));
	CHECK_INT(origin.layer, CONFIG_ENV);
	CHECK_STR(origin.place, "BLOKCTL_QUOTA_DAILY_REQUESTS");
	config_override_take(c, "quota.daily_requests", json_new_number(5));
	CHECK_INT(config_int(c, "quota.daily_requests", 0), 5);
	CHECK(config_origin(c, "quota.daily_requests", &origin));
	CHECK_STR(config_layer_name(origin.layer), "option");
	CHECK_STR(config_text(c, "quota.timezone", ""), "UTC");
	CHECK_INT(config_int(c, "quota.monthly_requests", 0), 500); /* a null says nothing */
	/* objects are merged, lists and secrets replaced */
	CHECK_STR(config_text(c, "ai.providers.a.kind", ""), "openai");
	CHECK_STR(config_text(c, "ai.providers.a.base_url", ""), "http://p");
	CHECK(config_origin(c, "ai.providers.a.base_url", &origin));
	CHECK_INT(origin.line, 5);
	CHECK(config_origin(c, "ai.providers.a.kind", &origin));
	CHECK_INT(origin.layer, CONFIG_SYSTEM);
	CHECK_INT(json_count(config_get(c, "network.deny")), 1);
	CHECK_INT(json_count(config_get(c, "databases.d.password")), 1);
	CHECK(!config_origin(c, "databases.d.password.env", &origin));
	/* those of the project count, and no others */
	CHECK_INT(json_count(config_get(c, "secrets")), 1);
	CHECK(config_origin(c, "secrets.M.file", &origin));
	CHECK_INT((int)diags.list.len, 2);
	CHECK(!config_origin(c, "ai.model", &origin));
	config_free(c);
	unsetenv("BLOKCTL_QUOTA_DAILY_REQUESTS");
	unsetenv("BLOKCTL_QUOTA_TIMEZONE");
	diags_release(&diags);
}

TEST(variables_are_read_by_the_kind_of_the_setting)
{
	static const char *const given[][2] = {
		{"BLOKCTL_AI_MODEL", "true"},
		{"BLOKCTL_AI_TIMEOUT", "90s"},
		{"BLOKCTL_CACHE_ENABLED", "false"},
		{"BLOKCTL_QUOTA_DAILY_USD", "0.25"},
		{"BLOKCTL_QUOTA_DAILY_REQUESTS", "none"},
		{"BLOKCTL_NETWORK_ALLOW", "10.1.2.3"},
		{"BLOKCTL_NETWORK_DENY", "[\"10.0.0.0/8\", \"fd00::/8\"]"},
		{"BLOKCTL_AI_TIERS", "{fast: [a/b], powerful: [c/d]}"},
		{"BLOKCTL_AI_TIERS_FAST", "e/f"},
	};
	const size_t count = sizeof given / sizeof *given;
	struct config_origin origin;
	struct config *c;

	for (size_t i = 0; i < count; i++)
		setenv(given[i][0], given[i][1], 1);
	c = load(NULL);
	CHECK_STR(config_text(c, "ai.model", ""), "true");
	CHECK_INT(config_int(c, "ai.timeout", 0), 90000);
	CHECK(!config_bool(c, "cache.enabled", true));
	CHECK_INT(config_int(c, "quota.daily_usd", 0), 250000000000);
	CHECK_INT(config_int(c, "quota.daily_requests", -1), -1);
	CHECK_STR(config_text(c, "quota.daily_requests", ""), "none");
	CHECK_STR(config_get(c, "network.allow")->child->valuestring, "10.1.2.3");
	CHECK_INT(json_count(config_get(c, "network.deny")), 2);
	CHECK_STR(config_get(c, "ai.tiers.fast")->child->valuestring, "e/f");
	CHECK_STR(config_get(c, "ai.tiers.powerful")->child->valuestring, "c/d");
	CHECK(config_origin(c, "ai.tiers.fast", &origin));
	CHECK_STR(origin.place, "BLOKCTL_AI_TIERS_FAST");
	CHECK(config_origin(c, "ai.tiers.powerful", &origin));
	CHECK_STR(origin.place, "BLOKCTL_AI_TIERS");
	config_free(c);
	for (size_t i = 0; i < count; i++)
		unsetenv(given[i][0]);
	setenv("BLOKCTL_AI_RETRIES", "many", 1);
	CHECK(load(NULL) == NULL);
	unsetenv("BLOKCTL_AI_RETRIES");
}

TEST(findings_name_the_place)
{
	CHECK_STR(finding(""), "none");
	CHECK_STR(finding("# nothing\n"), "none");
	CHECK_STR(finding("quota:\n"), "none");
	CHECK_STR(finding("quota: {daily_usd: none, monthly_usd: 1.5, daily_tokens: 0}"), "none");
	CHECK_STR(
		finding("secrets: {A: {env: B}, C: {command: [a, b]}, D: {command: a b}}"), "none");
	CHECK_STR(finding("ai: {providers: {x: {kind: ollama, key: {env: A}, requests_per_minute: "
			  "5}}}"),
		"none");
	CHECK_STR(finding("[]"), "1:1 wrong-kind the file must be an object, not an array");
	CHECK_STR(finding("a: [\n"),
		"2:1 syntax did not find expected node content, while parsing a flow node");
	CHECK_STR(finding("quota:\n  daily: 1\n"),
		"2:3 unknown-setting unknown setting 'quota.daily'");
	CHECK_STR(finding("quota: {daily_requests: -1}"),
		"1:25 wrong-kind 'quota.daily_requests' must be a whole number from 0 on, or none");
	CHECK_STR(finding("quota: {daily_requests: 1.5}"),
		"1:25 wrong-kind 'quota.daily_requests' must be a whole number from 0 on, or none");
	CHECK_STR(finding("ai: {retries: none}"),
		"1:15 wrong-kind 'ai.retries' must be a whole number from 0 on");
	CHECK_STR(finding("ai: {timeout: soon}"), "1:15 wrong-kind 'ai.timeout' must be a "
						  "duration, such as 500ms, 30s, 5m, 2h or 7d");
	CHECK_STR(finding("ai: {tasks: {sql: big}}"),
		"1:19 wrong-kind 'ai.tasks.sql' must be fast, balanced or powerful");
	CHECK_STR(finding("cache: {enabled: yes}"),
		"1:18 wrong-kind 'cache.enabled' must be true or false");
	CHECK_STR(finding("ai: {tiers: {fast: gpt}}"),
		"1:20 wrong-kind 'ai.tiers.fast' must be a list of texts");
	CHECK_STR(finding("quota: {timezone: Mars/Base}"),
		"1:19 bad-value 'quota.timezone': there is no time zone 'Mars/Base'");
	CHECK_STR(finding("network: {deny: [10.0.0.0/33]}"),
		"1:18 bad-value 'network.deny': an address or a network is wanted, such as "
		"10.0.0.0/8 or ::1");
	CHECK_STR(finding("secrets: {A: {}}"),
		"1:14 bad-value 'secrets.A': it needs one of env, command and file");
	CHECK_STR(finding("ai: {providers: {x: {base_url: 'ftp://x'}}}"),
		"1:32 bad-value 'ai.providers.x.base_url': it must begin with http:// or https://");
}

TEST(a_secret_in_the_wrong_place_is_not_shown)
{
	static const char *const texts[] = {
		"secrets: {A: sk-leaked}",
		"secrets: {A: {env: B, value: sk-leaked}}",
		"ai: {providers: {x: {key: sk-leaked}}}",
		"ai: {providers: {x: {api_key: sk-leaked}}}",
		"ai: {providers: {x: {base_url: 'http://u:sk-leaked@h/'}}}",
		"ai: {providers: sk-leaked}",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct diags diags = {0};
		struct err err = {0};

		CHECK(config_check_file(file("leak.yaml", texts[i]), &diags, &err));
		CHECK(diags.errors > 0);
		for (size_t j = 0; j < diags.list.len; j++) {
			CHECK(!strstr(diags.list.at[j].message, "sk-leaked"));
			CHECK(!diags.list.at[j].excerpt ||
				!strstr(diags.list.at[j].excerpt, "sk-leaked"));
		}
		diags_release(&diags);
	}
}

TEST(writing_keeps_what_is_there)
{
	const char *path = file("w.yaml", "# head\nquota:\n  # why\n  timezone: UTC # here\n"
					  "cache: {enabled: true}\n");
	struct err err = {0};
	struct stat st;

	CHECK(chmod(path, 0640) == 0);
	CHECK(config_write(path, "quota.timezone", "Asia/Tokyo", &err));
	CHECK(config_write(path, "quota.daily_usd", "2.50", &err));
	CHECK(config_write(path, "cache.ttl", "30m", &err));
	CHECK(config_write(path, "ai.providers.a.key.env", "A_KEY", &err));
	CHECK(config_write(path, "ai.models.\"a/b-1.5\".context", "8192", &err));
	CHECK_STR(read_back(path), "# head\nquota:\n  # why\n  timezone: Asia/Tokyo # here\n"
				   "  daily_usd: 2.5\ncache: {enabled: true, ttl: 30m}\n"
				   "ai:\n  providers:\n    a:\n      key:\n        env: A_KEY\n"
				   "  models:\n    a/b-1.5:\n      context: 8192\n");
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0640);
	CHECK(config_write(path, "ai", NULL, &err));
	CHECK(config_write(path, "quota.daily_usd", NULL, &err));
	CHECK(config_write(path, "cache.ttl", NULL, &err));
	CHECK_STR(read_back(path), "# head\nquota:\n  # why\n  timezone: Asia/Tokyo # here\n"
				   "cache: {enabled: true}\n");
}

TEST(what_is_wrong_is_not_written)
{
	const char *path = file("not.yaml", "secrets: {A: {env: B}}\n");
	struct err err = {0};

	CHECK(!config_write(path, "quota.timezon", "UTC", &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(!config_write(path, "ai.retries", "many", &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(!config_write(path, "secrets.A.file", "f", &err)); /* two sources */
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(!config_write(path, "secrets.A", "sk-leaked", &err));
	CHECK(!strstr(err.message, "sk-leaked"));
	CHECK(!config_write(path, "ai.tiers", "{fast: [", &err));
	CHECK(!config_write(path, "ai.tiers", "~", &err));
	CHECK(!config_write(path, "quota.timezone", NULL, &err));
	CHECK_INT(err.kind, ERR_WORK);
	CHECK_STR(read_back(path), "secrets: {A: {env: B}}\n");
	path = file("broken.yaml", "quota: [\n");
	CHECK(!config_write(path, "quota.timezone", "UTC", &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK_STR(read_back(path), "quota: [\n");
	/* one that is wrong already can be mended, bit by bit */
	path = file("mend.yaml", "old: 1\nai: {retries: x}\n");
	CHECK(config_write(path, "ai.retries", "3", &err));
	CHECK(config_write(path, "old", NULL, &err));
	CHECK_STR(read_back(path), "ai: {retries: 3}\n");
}

TEST(a_file_that_is_made_is_its_owners_and_a_link_stays_one)
{
	struct err err = {0};
	struct stat st;
	const char *path = file("new/deep/config.yaml", NULL), *to = file("link.yaml", NULL);

	CHECK(config_write(path, "ai.tier", "fast", &err));
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK_STR(read_back(path), "ai:\n  tier: fast\n");
	CHECK(symlink(path, to) == 0);
	CHECK(config_write(to, "ai.tier", "powerful", &err));
	CHECK(lstat(to, &st) == 0 && S_ISLNK(st.st_mode));
	CHECK_STR(read_back(path), "ai:\n  tier: powerful\n");
}
