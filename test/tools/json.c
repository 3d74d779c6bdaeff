#include "core/base/fs.h"
#include "core/data/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* json FILE [PATH]: prints the value at PATH ("error.code", "steps.0.id",
 * "steps.#" for the length) of a JSON file, a string without quotes, anything
 * else as compact JSON; "(absent)" when there is none.  FILE may hold several
 * lines of JSON: "@2.PATH" looks into the second, "@-1.PATH" into the last. */

#define FILE_MAX ((size_t)64 << 20)

static const cJSON *step(const cJSON *value, const char *key)
{
	char *end;
	long index = strtol(key, &end, 10);

	if (!json_is_array(value) || *end)
		return json_get(value, key);
	json_each(item, value)
		if (index-- == 0)
			return item;
	return NULL;
}

static void print_value(const cJSON *value)
{
	struct str text = {0};

	if (!value)
		str_add(&text, "(absent)");
	else if (json_is_string(value))
		str_add(&text, value->valuestring);
	else
		json_print(&text, value, JSON_COMPACT);
	printf("%s\n", str_text(&text));
	str_release(&text);
}

/* The line that "@N." chooses; the whole text without it. */
static char *choose(char *text, char **path)
{
	long number;
	char *line = text;

	if (!*path || **path != '@')
		return text;
	number = strtol(*path + 1, path, 10);
	*path = **path == '.' ? *path + 1 : NULL;
	if (number < 0) {
		line = text + strlen(text);
		while (line > text && line[-1] == '\n')
			*--line = '\0';
		for (; number < 0 && line > text; number++)
			while (line > text && (line[-1] != '\n' || line[0] == '\0'))
				line--;
		return line;
	}
	for (; number > 1 && line; number--) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (line)
		line[strcspn(line, "\n")] = '\0';
	return line ? line : text + strlen(text);
}

int main(int argc, char **argv)
{
	char *path = argc > 2 ? argv[2] : NULL, *text;
	struct str bytes = {0};
	struct err err = {0};
	const cJSON *value;
	cJSON *root;

	if (argc < 2 || !fs_read(argv[1], FILE_MAX, &bytes, &err)) {
		fprintf(stderr, "json: %s\n", err.message);
		return 2;
	}
	str_add(&bytes, "");
	text = choose(bytes.at, &path);
	if (!json_parse(text, strlen(text), &root, &err)) {
		printf("(no JSON: %s)\n", err.message);
		return 1;
	}
	value = root;
	for (char *key = path; key && *key && value;) {
		char *dot = strchr(key, '.');

		if (dot)
			*dot = '\0';
		if (strcmp(key, "#") == 0) {
			printf("%zu\n", json_count(value));
			return 0;
		}
		value = step(value, key);
		key = dot ? dot + 1 : NULL;
	}
	print_value(value);
	json_free(root);
	str_release(&bytes);
	return 0;
}
