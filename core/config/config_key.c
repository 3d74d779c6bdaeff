#include "core/config/config_impl.h"

#include <ctype.h>
#include <string.h>

/* ---- text and back ---- */

static const char *parse_quoted(struct arena *a, const char *text, const char **ret_name)
{
	struct str name = {0};

	for (text++; *text && *text != '"'; text++) {
		if (*text == '\\' && text[1])
			text++;
		str_add_char(&name, *text);
	}
	*ret_name = arena_strdup(a, str_text(&name));
	str_release(&name);
	return *text == '"' ? text + 1 : NULL;
}

bool config_key_parse(struct arena *a, const char *text, struct config_key *ret)
{
	*ret = (struct config_key){0};
	for (;; text++) {
		const char *name;

		if (ret->len == CONFIG_MAX_DEPTH)
			return false;
		if (*text == '"') {
			text = parse_quoted(a, text, &name);
		} else {
			size_t len = strcspn(text, ".");

			name = arena_strndup(a, text, len);
			text = len ? text + len : NULL;
		}
		if (!text || (*text && *text != '.'))
			return false;
		ret->at[ret->len++] = name;
		if (!*text)
			return true;
	}
}

void config_key_print(struct str *out, const struct config_key *key)
{
	for (size_t i = 0; i < key->len; i++) {
		const char *name = key->at[i];

		if (i)
			str_add_char(out, '.');
		if (*name && !strpbrk(name, ".\"")) {
			str_add(out, name);
			continue;
		}
		str_add_char(out, '"');
		for (; *name; name++) {
			if (*name == '"' || *name == '\\')
				str_add_char(out, '\\');
			str_add_char(out, *name);
		}
		str_add_char(out, '"');
	}
	str_add(out, "");
}

/* ---- the table ---- */

/* How many names of the row's key match; *ret_left is what is left of the row's. */
static size_t matching(const char *row, const struct config_key *key, const char **ret_left)
{
	size_t count = 0;

	while (count < key->len && *row) {
		size_t len = strcspn(row, ".");
		bool any = len == 1 && *row == '*';

		if (!any &&
			(strlen(key->at[count]) != len || memcmp(row, key->at[count], len) != 0))
			break;
		count++;
		row += len + (row[len] == '.');
	}
	*ret_left = row;
	return count;
}

const struct config_setting *config_key_setting(const struct config_key *key)
{
	const char *left;

	for (const struct config_setting *s = config_settings; s->key; s++)
		if (matching(s->key, key, &left) == key->len && !*left)
			return s;
	return NULL;
}

bool config_key_is_section(const struct config_key *key)
{
	const char *left;

	for (const struct config_setting *s = config_settings; s->key; s++)
		if (matching(s->key, key, &left) == key->len && *left)
			return true;
	return false;
}

bool config_key_is_private(const struct config_key *key)
{
	static const char *const sections[][2] = {{"secrets", NULL}, {"databases", NULL},
		{"ai", "providers"}, {"telemetry", "authorization"}};

	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (key->len && str_eq(key->at[0], sections[i][0]) &&
			(!sections[i][1] || (key->len > 1 && str_eq(key->at[1], sections[i][1]))))
			return true;
	return false;
}

const struct config_setting *config_setting_find(const char *text)
{
	const struct config_setting *found;
	struct arena a = {0};
	struct config_key key;

	found = config_key_parse(&a, text, &key) ? config_key_setting(&key) : NULL;
	arena_release(&a);
	return found;
}

/* ---- unknown keys ---- */

#define CANDIDATES_MAX 256 /* more than the table has rows */

static bool is_known(const struct config_key *key)
{
	return config_key_setting(key) || config_key_is_section(key);
}

/* Another name in the place of the first that is not known, `good`; what is
 * behind it stays when that makes a known key. */
static const char *nearest_name(struct arena *a, const struct config_key *key, size_t good)
{
	const char *names[CANDIDATES_MAX] = {0}, *left, *nearest;
	struct config_key meant = *key;
	size_t count = 0;
	struct str text = {0};

	for (const struct config_setting *s = config_settings; s->key && count < CANDIDATES_MAX;
		s++) {
		struct config_key before = *key;

		before.len = good;
		if (matching(s->key, &before, &left) == good && *left && *left != '*')
			names[count++] = arena_strndup(a, left, strcspn(left, "."));
	}
	nearest = str_nearest(key->at[good], names, count);
	if (!nearest)
		return NULL;
	meant.at[good] = nearest;
	if (!is_known(&meant))
		meant.len = good + 1;
	config_key_print(&text, &meant);
	nearest = arena_strdup(a, str_text(&text));
	str_release(&text);
	return nearest;
}

/* Somebody may have left out the section: "timezone". */
static const char *nearest_leaf(const char *name)
{
	const char *names[CANDIDATES_MAX] = {0}, *keys[CANDIDATES_MAX] = {0}, *nearest;
	size_t count = 0;

	for (const struct config_setting *s = config_settings; s->key; s++) {
		const char *dot = strrchr(s->key, '.');

		if (!dot || strchr(s->key, '*') || count == CANDIDATES_MAX)
			continue;
		names[count] = dot + 1;
		keys[count++] = s->key;
	}
	nearest = str_nearest(name, names, count);
	for (size_t i = 0; nearest && i < count; i++)
		if (names[i] == nearest)
			return keys[i];
	return NULL;
}

const char *config_key_nearest(struct arena *a, const struct config_key *key)
{
	struct config_key begin = *key;
	const char *nearest;

	/* the first name that is not known decides */
	for (begin.len = 1; begin.len < key->len; begin.len++)
		if (!is_known(&begin))
			break;
	nearest = nearest_name(a, key, begin.len - 1);
	return nearest ? nearest : nearest_leaf(key->at[key->len - 1]);
}

bool config_check_key(const char *text, struct err *err)
{
	struct arena a = {0};
	struct config_key key;
	const char *nearest;
	bool ok;

	if (!config_key_parse(&a, text, &key)) {
		arena_release(&a);
		err_set(err, ERR_INPUT, "'%s' is no key", text);
		return err_hint(err, "names with a dot stand in double quotes, and none is empty");
	}
	ok = is_known(&key);
	if (!ok) {
		nearest = config_key_nearest(&a, &key);
		err_set(err, ERR_INPUT, "unknown setting '%s'", text);
		if (nearest)
			err_hint(err, "did you mean '%s'?", nearest);
		else
			err_hint(err, "'man 5 blokctl-config' lists them");
	}
	arena_release(&a);
	return ok;
}

char *config_variable(struct arena *a, const struct config_setting *setting)
{
	char *name = arena_printf(a, "BLOKCTL_%s", setting->key);

	if (strchr(name, '*'))
		return NULL;
	for (char *p = name; *p; p++)
		*p = *p == '.' ? '_' : (char)toupper((unsigned char)*p);
	return name;
}
