#include "core/base/tr.h"

#include "core/base/embedded.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* ---- a catalogue: originals in order, plurals with their NUL inside ---- */

struct pair {
	const char *original;
	size_t original_len;
	const char *translation;
	size_t translation_len;
};
#define PAIR(a, b) {a, sizeof a - 1, b, sizeof b - 1}

static void add_word(struct str *out, size_t value, bool big)
{
	for (int i = 0; i < 4; i++)
		str_add_char(out, (char)(value >> (big ? 24 - 8 * i : 8 * i)));
}

enum byte_order { LITTLE, BIG };

/* malloc'd, without a byte behind its end, so that the sanitizers see more. */
static char *catalogue(const struct pair *pairs, size_t len, enum byte_order order, size_t *ret_len)
{
	size_t at = 28 + 16 * len;
	struct str out = {0};
	char *exact;

	for (size_t i = 0; i < 7; i++)
		add_word(&out, (const size_t[]){0x950412de, 0, len, 28, 28 + 8 * len, 0, at}[i],
			order == BIG);
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < len; i++) {
			size_t bytes = side ? pairs[i].translation_len : pairs[i].original_len;

			add_word(&out, bytes, order == BIG);
			add_word(&out, at, order == BIG);
			at += bytes + 1;
		}
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < len; i++)
			str_add_bytes(&out, side ? pairs[i].translation : pairs[i].original,
				(side ? pairs[i].translation_len : pairs[i].original_len) + 1);
	*ret_len = out.len;
	exact = mem_alloc(out.len);
	memcpy(exact, out.at, out.len);
	str_release(&out);
	return exact;
}

#define GERMAN "Language: de\nPlural-Forms: nplurals=2; plural=n != 1;\n"
static const struct pair german[] = {
	PAIR("", GERMAN),
	PAIR("%zu card\0%zu cards", "%zu Karte\0%zu Karten"),
	PAIR("card", "Karte"),
	PAIR("deck", "Stapel"),
	PAIR("step", "Schritt"),
};
#define GERMAN_LEN (sizeof german / sizeof *german)

TEST(without_a_catalogue_texts_are_english)
{
	CHECK(!tr_use(NULL, 0));
	CHECK_STR(tr("card"), "card");
	CHECK_STR(tr(""), "");
	CHECK_STR(tr_n("%zu card", "%zu cards", 0), "%zu cards");
	CHECK_STR(tr_n("%zu card", "%zu cards", 1), "%zu card");
	CHECK_STR(tr_n("%zu card", "%zu cards", 2), "%zu cards");
}

TEST(texts_are_found_in_either_byte_order)
{
	for (int order = LITTLE; order <= BIG; order++) {
		size_t len;
		char *mo = catalogue(german, GERMAN_LEN, (enum byte_order)order, &len);

		CHECK(tr_use(mo, len));
		CHECK_STR(tr("card"), "Karte");
		CHECK_STR(tr("deck"), "Stapel");
		CHECK_STR(tr("step"), "Schritt");
		CHECK_STR(tr("cards"), "cards");
		CHECK_STR(tr("a"), "a");
		CHECK_STR(tr("z"), "z");
		CHECK_STR(tr(""), "");
		CHECK_STR(tr_n("%zu card", "%zu cards", 0), "%zu Karten");
		CHECK_STR(tr_n("%zu card", "%zu cards", 1), "%zu Karte");
		CHECK_STR(tr_n("%zu card", "%zu cards", 2), "%zu Karten");
		CHECK_STR(tr_n("one", "many", 1), "one");
		CHECK_STR(tr_n("one", "many", 5), "many");
		tr_use(NULL, 0);
		free(mo);
	}
}

/* Which form of "x" a language's rule gives for n: "0", "1", "2", or "x"/"y"
 * when there is none. */
static const char *form(const char *rule, unsigned long long n)
{
	static char kept[8];
	struct str head = {0};
	struct pair pairs[] = {{"", 0, NULL, 0}, PAIR("x\0y", "0\0001\0002")};
	size_t len;
	char *mo;

	str_addf(&head, "Plural-Forms: %s\n", rule);
	pairs[0].translation = head.at;
	pairs[0].translation_len = head.len;
	mo = catalogue(pairs, 2, LITTLE, &len);
	CHECK(tr_use(mo, len));
	snprintf(kept, sizeof kept, "%s", tr_n("x", "y", n));
	tr_use(NULL, 0);
	free(mo);
	str_release(&head);
	return kept;
}

/* Rules of gettext's manual, "Additional functions for plural forms". */
TEST(plural_rules_of_other_languages_hold)
{
	const char *polish = "nplurals=3; plural=n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || "
			     "n%100>=20) ? 1 : 2;";
	const char *french = "nplurals=2; plural=n>1;", *japanese = "nplurals=1; plural=0;";

	CHECK_STR(form(polish, 1), "0");
	CHECK_STR(form(polish, 2), "1");
	CHECK_STR(form(polish, 12), "2");
	CHECK_STR(form(polish, 22), "1");
	CHECK_STR(form(polish, 25), "2");
	CHECK_STR(form(polish, 0), "2");
	CHECK_STR(form(french, 0), "0");
	CHECK_STR(form(french, 1), "0");
	CHECK_STR(form(french, 2), "1");
	CHECK_STR(form(japanese, 7), "0");
	CHECK_STR(form("nplurals=2; plural=!(n == 1 || n == 21) * 1 + 3 - 2 - 1 / 1;", 21), "0");
	CHECK_STR(form("nplurals=2; plural=!(n == 1 || n == 21) * 1 + 3 - 2 - 1 / 1;", 2), "1");
}

TEST(a_rule_that_is_none_gives_english)
{
	static const char *const rules[] = {"", "nplurals=2;",
		"nplurals=2; plural=", "nplurals=2; plural=n+", "nplurals=2; plural=(n",
		"nplurals=2; plural=n ? 1", "nplurals=2; plural=1 / 0", "nplurals=2; plural=n % 0",
		"nplurals=2; plural=7", "nplurals=0; plural=0",
		"nplurals=2; plural=((((((((((((((((((((((((((n",
		"nplurals=2; plural=!!!!!!!!!!!!!!!!!!!!!!!!!!!!n",
		"nplurals=2; plural=n?n?n?n?n?n?n?n?n?n?n?n?n?n?n?n?n?n?n?n?n:0:0"};

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		CHECK_STR(form(rules[i], 1), "x");
		CHECK_STR(form(rules[i], 2), "y");
	}
}

static void look_up_everything(void)
{
	for (size_t i = 0; i < GERMAN_LEN; i++)
		CHECK(tr(german[i].original) != NULL);
	for (unsigned long long n = 0; n < 3; n++)
		CHECK(tr_n("%zu card", "%zu cards", n) != NULL);
}

TEST(broken_bytes_cost_translations_and_no_more)
{
	size_t len;
	char *mo = catalogue(german, GERMAN_LEN, LITTLE, &len);

	for (size_t cut = 0; cut < len; cut++) {
		char *part = mem_alloc(cut ? cut : 1);

		memcpy(part, mo, cut);
		tr_use(part, cut);
		look_up_everything();
		tr_use(NULL, 0);
		free(part);
	}
	for (size_t i = 0; i < len; i++)
		for (int bit = 0; bit < 8; bit++) {
			mo[i] ^= (char)(1 << bit);
			tr_use(mo, len);
			look_up_everything();
			mo[i] ^= (char)(1 << bit);
		}
	tr_use(NULL, 0);
	free(mo);
}

TEST(the_german_catalogue_is_built_in)
{
	const struct embedded *file = embedded_find("locale/de.mo");

	CHECK(file != NULL);
	if (!file || !tr_use(file->bytes, file->len))
		return;
	CHECK_STR(tr("Commands"), "Befehle");
	CHECK_STR(tr_n("%zu file", "%zu files", 1), "%zu Datei");
	CHECK_STR(tr_n("%zu file", "%zu files", 0), "%zu Dateien");
	tr_use(NULL, 0);
}
