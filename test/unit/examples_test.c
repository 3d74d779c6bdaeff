#include "core/base/str.h"
#include "core/store/examples.h"
#include "test/unit/fresh_store.h"
#include "test/unit/test.h"

#include <stdlib.h>

static void teach(struct store *s, const char *question, const char *sql)
{
	struct err err;

	CHECK(example_put(s, "shop", question, sql, &err));
}

/* The SQL that a question has, or "". */
static const char *taught(struct store *s, struct arena *a, const char *db, const char *question)
{
	const char *sql = NULL;
	struct err err;

	CHECK(example_get(s, a, db, question, &sql, &err));
	return sql ? sql : "";
}

/* The SQL of each, in their order. */
static void join(cJSON *list, struct str *out)
{
	str_clear(out);
	json_each(item, list)
		str_addf(out, "%s ", json_get_string(item, "sql"));
	json_free(list);
}

TEST(an_example_is_found_by_its_words_alone)
{
	struct store *s = fresh_store();
	struct arena a = {0};

	teach(s, "Our best friends?", "1");
	CHECK_STR(taught(s, &a, "shop", "  our BEST, friends"), "1");
	CHECK_STR(taught(s, &a, "other", "our best friends"), "");
	CHECK_STR(taught(s, &a, "shop", "our best friend"), "");
	teach(s, "our best friends", "2");
	CHECK_STR(taught(s, &a, "shop", "Our best friends?"), "2");
	arena_release(&a);
	fresh_store_end(s);
}

TEST(case_and_signs_of_other_scripts_do_not_count)
{
	struct store *s = fresh_store();
	struct arena a = {0};

	teach(s,
		"Unsere \xc3\x96"
		"fen \xe2\x80\x9cheute\xe2\x80\x9d\xe2\x80\xa6",
		"1");
	CHECK_STR(taught(s, &a, "shop",
			  "unsere \xc3\xb6"
			  "fen heute"),
		"1");
	/* Another letter is another word. */
	CHECK_STR(taught(s, &a, "shop", "unsere ofen heute"), "");
	teach(s, "\xe9\xa1\xa7\xe5\xae\xa2\xef\xbc\x9f", "2");
	CHECK_STR(taught(s, &a, "shop", "\xe9\xa1\xa7\xe5\xae\xa2"), "2");
	CHECK_STR(taught(s, &a, "shop", "\xe5\xae\xa2"), "");
	arena_release(&a);
	fresh_store_end(s);
}

TEST(the_nearest_examples_share_most_words)
{
	struct store *s = fresh_store();
	cJSON *list = NULL;
	struct str got = {0};
	struct err err;

	teach(s, "orders per month", "one");
	teach(s, "orders per customer and month", "two");
	teach(s, "the weather", "three");
	CHECK(example_nearest(s, "shop", "Orders of a customer, per month", 5, &list, &err));
	join(list, &got);
	CHECK_STR(str_text(&got), "two one ");
	CHECK(example_nearest(s, "shop", "Orders of a customer, per month", 1, &list, &err));
	join(list, &got);
	CHECK_STR(str_text(&got), "two ");
	CHECK(example_nearest(s, "other", "orders", 5, &list, &err));
	join(list, &got);
	CHECK_STR(str_text(&got), "");
	str_release(&got);
	fresh_store_end(s);
}
