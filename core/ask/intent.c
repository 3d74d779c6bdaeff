#include "core/ask/intent.h"

#include "core/base/str.h"

#include <ctype.h>
#include <string.h>

#define WORDS_MAX 8

/* Verbs that begin an order; the second word where one is needed. */
static const char *const orders[][2] = {
	{"delete", NULL},
	{"drop", NULL},
	{"truncate", NULL},
	{"insert", NULL},
	{"update", NULL},
	{"alter", NULL},
	{"attach", NULL},
	{"detach", NULL},
	{"vacuum", NULL},
	{"pragma", NULL},
	{"reindex", NULL},
	{"erase", NULL},
	{"rename", NULL},
	{"remove", NULL},
	{"wipe", NULL},
	{"destroy", NULL},
	{"overwrite", NULL},
	{"set", NULL},
	{"mark", NULL},
	{"modify", NULL},
	{"purge", NULL},
	{"grant", NULL},
	{"revoke", NULL},
	{"add", NULL},
	{"create", NULL},
	{"replace", NULL},
	{"assign", NULL},
	{"increase", NULL},
	{"decrease", NULL},
	{"reset", NULL},
	{"run", "pragma"},
	{"execute", NULL},
	{"change", NULL},
	{"move", NULL},
	{"copy", NULL},
	{"import", NULL},
};

/* Said before an order, and no part of it. */
static const char *const polite[] = {
	"please", "can", "could", "would", "you", "now", "then", "and", "just", "kindly", "also"};

static size_t words_at(const char *text, char words[WORDS_MAX][24])
{
	size_t count = 0;

	while (*text && count < WORDS_MAX) {
		size_t len = 0;

		while (*text && !isalpha((unsigned char)*text) && !strchr(";'\"", *text))
			text++;
		if (!isalpha((unsigned char)*text))
			break;
		while (isalpha((unsigned char)text[len]))
			len++;
		for (size_t i = 0; i < len && i < 23; i++) {
			words[count][i] = (char)tolower((unsigned char)text[i]);
			words[count][i + 1] = '\0';
		}
		count++;
		text += len;
	}
	return count;
}

static bool is_polite(const char *word)
{
	for (size_t i = 0; i < sizeof polite / sizeof *polite; i++)
		if (str_eq(polite[i], word))
			return true;
	return false;
}

static bool orders_at(const char *text)
{
	char words[WORDS_MAX][24];
	size_t count = words_at(text, words), first = 0;

	while (first < count && is_polite(words[first]))
		first++;
	if (first == count)
		return false;
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
		if (str_eq(orders[i][0], words[first]) &&
			(!orders[i][1] ||
				(first + 1 < count && str_eq(orders[i][1], words[first + 1]))))
			return true;
	return false;
}

bool ask_intent_writes(const char *question)
{
	if (orders_at(question))
		return true;
	/* A second statement, in quotes or not. */
	for (const char *p = strchr(question, ';'); p; p = strchr(p + 1, ';'))
		if (orders_at(p + 1))
			return true;
	return false;
}

bool ask_intent_refuse(struct err *err)
{
	err_set(err, ERR_REFUSED, "the question wants something changed; ask-sql only reads");
	return err_hint(err, "a workflow's sql-query node with 'write: true' changes data, blokctl "
			     "migrate a schema");
}
