#include "core/data/csv.h"
#include "core/data/csv_reader.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read, written and read again is the same. */
static void check_round_trip(const cJSON *rows, struct csv_options options)
{
	struct str text = {0};
	struct err err = {0};
	cJSON *again = NULL;

	csv_print(&text, rows, NULL);
	options.delimiter = ',';
	options.types = false;
	if (!csv_parse(str_text(&text), text.len, &options, &again, &err))
		abort();
	/* Rows of one empty field are blank lines when they are written, and a mark
	 * that comes to stand in front is no text any more. */
	if (!strstr(str_text(&text), "\n\n") && *str_text(&text) != '\n' &&
		!str_starts(str_text(&text), "\xef\xbb\xbf") && !json_equal(rows, again))
		abort();
	json_free(again);
	str_release(&text);
}

/* Without quotes a field has neither a delimiter nor a newline; all of its bytes
 * can be read. */
static bool fields_are_whole(const struct csv_reader *r)
{
	for (size_t i = 0; i < r->count; i++)
		for (size_t k = 0; k < r->fields[i].len && !r->fields[i].quoted; k++)
			if (r->fields[i].at[k] == r->delimiter || r->fields[i].at[k] == '\n')
				return false;
	return r->count > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = ",;\t|";
	struct csv_options options = {.delimiter = ','};
	struct csv_reader r = {.line = 1};
	struct str text = {0};
	struct err err = {0};
	cJSON *rows = NULL;
	bool there;

	if (!size)
		return 0;
	options.delimiter = delimiters[data[0] & 3];
	str_add_bytes(&text, (const char *)data + 1, size - 1);
	r.at = str_text(&text);
	r.end = r.at + text.len;
	r.delimiter = options.delimiter;
	while (csv_reader_next(&r, &there, &err) && there)
		if (!fields_are_whole(&r))
			abort();
	csv_reader_release(&r);
	if (csv_parse(str_text(&text), text.len, &options, &rows, &err))
		check_round_trip(rows, options);
	json_free(rows);
	str_release(&text);
	return 0;
}
