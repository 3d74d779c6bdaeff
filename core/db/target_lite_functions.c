#include "core/db/target_lite.h"

#include <string.h>

static int digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* unhex(X): pairs of digits as bytes; NULL where there is anything else.  unhex(X, Y): signs of
 * Y may stand between pairs (https://sqlite.org/lang_corefunc.html#unhex). */
static void unhex(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);
	const char *passed = count > 1 ? (const char *)sqlite3_value_text(values[1]) : "";
	size_t len = text ? strlen(text) : 0, out = 0;
	char *bytes = text && passed ? sqlite3_malloc64(len / 2 + 1) : NULL;

	if (!bytes) {
		sqlite3_result_null(context);
		return;
	}
	while (*text) {
		int high = digit(text[0]), low = high < 0 ? -1 : digit(text[1]);

		if (low >= 0) {
			bytes[out++] = (char)(high << 4 | low);
			text += 2;
		} else if (high < 0 && strchr(passed, *text)) {
			text++;
		} else {
			break;
		}
	}
	if (*text) {
		sqlite3_free(bytes);
		sqlite3_result_null(context);
	} else {
		sqlite3_result_blob64(context, bytes, out, sqlite3_free);
	}
}

bool target_lite_functions(sqlite3 *handle)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

	if (sqlite3_libversion_number() >= 3041000)
		return true;
	return sqlite3_create_function_v2(
		       handle, "unhex", 1, flags, NULL, unhex, NULL, NULL, NULL) == SQLITE_OK &&
	       sqlite3_create_function_v2(
		       handle, "unhex", 2, flags, NULL, unhex, NULL, NULL, NULL) == SQLITE_OK;
}
