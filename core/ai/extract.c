#include "core/ai/extract.h"

#include <ctype.h>
#include <string.h>

/* A text full of brackets must not make the search quadratic: a model that
 * wanted to answer in JSON has done so by then. */
#define MAX_CANDIDATES 100

static bool is_wanted(const cJSON *value, enum extract_kind kind)
{
	return kind == EXTRACT_ANY || (kind == EXTRACT_OBJECT ? json_is_object(value)
							      : json_is_array(value));
}

static bool parse(const char *text, size_t len, cJSON **ret)
{
	struct err ignored;

	return json_parse(text, len, ret, &ignored);
}

static void trim(const char **text, size_t *len)
{
	while (*len && isspace((unsigned char)**text)) {
		++*text;
		--*len;
	}
	while (*len && isspace((unsigned char)(*text)[*len - 1]))
		--*len;
}

/* What stands in the first fence that holds a value. */
static bool from_fence(const char *text, enum extract_kind kind, cJSON **ret)
{
	const char *open = text;

	for (int tried = 0; tried < MAX_CANDIDATES && (open = strstr(open, "```")); tried++) {
		const char *begin = open + 3 + strcspn(open + 3, "\n");
		const char *close = strstr(begin, "```");
		size_t len = close ? (size_t)(close - begin) : strlen(begin);
		cJSON *value;

		trim(&begin, &len);
		if (len && parse(begin, len, &value)) {
			if (is_wanted(value, kind)) {
				*ret = value;
				return true;
			}
			json_free(value);
		}
		if (!close)
			return false;
		open = close + 3;
	}
	return false;
}

/* The length of the value that begins with a bracket, by its brackets and
 * strings alone; 0 when it does not end. */
static size_t balanced(const char *text)
{
	size_t depth = 0;

	for (const char *p = text; *p; p++) {
		if (*p == '"') {
			for (p++; *p && *p != '"'; p++)
				if (*p == '\\' && p[1])
					p++;
			if (!*p)
				return 0;
		} else if (*p == '{' || *p == '[') {
			if (++depth > JSON_MAX_DEPTH)
				return 0;
		} else if ((*p == '}' || *p == ']') && --depth == 0) {
			return (size_t)(p - text) + 1;
		}
	}
	return 0;
}

/* The first value of the kind; else the first one at all. */
static bool from_anywhere(const char *text, const struct extract_options *o, cJSON **ret)
{
	cJSON *other = NULL;
	const char *p = text;

	for (int tried = 0; tried < MAX_CANDIDATES && (p = strpbrk(p, "{[")); tried++) {
		size_t len = balanced(p);
		cJSON *value;

		/* What lies in a value that does not end is no answer by itself. */
		if (!len)
			break;
		if (!parse(p, len, &value)) {
			p++;
			continue;
		}
		p += len;
		if (is_wanted(value, o->kind)) {
			json_free(other);
			*ret = value;
			return true;
		}
		if (other)
			json_free(value);
		else
			other = value;
	}
	*ret = other;
	return other;
}

/* Values that only repairs make right; of another kind they do not count.  One
 * that breaks off at the end of the text hides those inside of it. */
static bool from_repair(const char *text, const struct extract_options *o, cJSON **ret,
	struct str *repairs)
{
	const char *p = text;
	bool found = false;

	for (int tried = 0; !found && tried < MAX_CANDIDATES && (p = strpbrk(p, "{[")); tried++) {
		struct str out = {0}, done = {0};
		size_t len = 1;
		cJSON *value;

		if (extract_repair(p, o->cut, &out, &done, &len) && parse(out.at, out.len, &value)) {
			found = is_wanted(value, o->kind);
			if (found) {
				*ret = value;
				str_add(repairs, str_text(&done));
			} else {
				json_free(value);
			}
		} else {
			len = p[len] ? 1 : strlen(p);
		}
		p += len;
		str_release(&out);
		str_release(&done);
	}
	return found;
}

bool extract_json(const char *text, const struct extract_options *options, cJSON **ret,
	struct str *repairs, struct err *err)
{
	const char *whole = text;
	size_t len = strlen(text);
	cJSON *other = NULL;

	trim(&whole, &len);
	if (len && parse(whole, len, ret))
		return true;
	if (from_fence(text, options->kind, ret))
		return true;
	if (from_anywhere(text, options, &other) && is_wanted(other, options->kind)) {
		*ret = other;
		return true;
	}
	if (from_repair(text, options, ret, repairs)) {
		json_free(other);
		return true;
	}
	if (other) {
		*ret = other;
		return true;
	}
	err_set(err, ERR_INPUT, options->cut ? "the answer was cut before its JSON ended"
					     : "there is no JSON in the answer");
	return false;
}
