#include "core/data/yaml_edit.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Words that some reader of YAML, old or new, takes for something else. */
static bool is_word_of_yaml(const char *text)
{
	static const char *const words[] = {
		"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

/* Texts that need no quotes wherever they stand: much narrower than YAML's rule.
 * 30s is one; a digit in front of anything else may make a number or a date. */
static bool is_plain(const char *text)
{
	static const char *const units[] = {"ms", "s", "m", "h", "d"};
	size_t digits = strspn(text, "0123456789");

	for (size_t i = 0; digits && i < sizeof units / sizeof *units; i++)
		if (str_eq(text + digits, units[i]))
			return true;
	if (!isalpha((unsigned char)*text) && *text != '/')
		return false;
	for (const char *p = text; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("_./+-", *p))
			return false;
	return !is_word_of_yaml(text);
}

void yaml_print_text(struct str *out, const char *text)
{
	if (is_plain(text))
		str_add(out, text);
	else
		json_print_string(out, text);
}

void yaml_print(struct str *out, const cJSON *value)
{
	bool object = json_is_object(value);

	if (json_is_string(value)) {
		yaml_print_text(out, value->valuestring);
		return;
	}
	if (!object && !json_is_array(value)) {
		json_print(out, value, JSON_COMPACT);
		return;
	}
	str_add_char(out, object ? '{' : '[');
	json_each(item, value) {
		if (item != value->child)
			str_add(out, ", ");
		if (object) {
			yaml_print_text(out, item->string);
			str_add(out, ": ");
		}
		yaml_print(out, item);
	}
	str_add_char(out, object ? '}' : ']');
}
