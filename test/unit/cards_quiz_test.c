#include "core/cards/face.h"
#include "core/cards/gaps.h"
#include "core/cards/quiz.h"
#include "core/cards/valid.h"
#include "test/unit/test.h"

TEST(answers_are_judged_as_people_mean_them)
{
	static const struct {
		const char *given, *answer;
		enum quiz_verdict want;
	} cases[] = {
		{"keystone", "keystone", QUIZ_RIGHT},
		{"The Keystone.", "keystone", QUIZ_RIGHT},
		{"cafe", "café", QUIZ_RIGHT},
		{"keystnoe", "keystone", QUIZ_CLOSE},
		{"", "keystone", QUIZ_WRONG},
		{"mortar", "keystone", QUIZ_WRONG},
		{"cat", "car", QUIZ_WRONG},
		{"1969", "1969", QUIZ_RIGHT},
		{"1968", "1969", QUIZ_WRONG},
		{"12 tons", "13 tons", QUIZ_WRONG},
		{"a paste of lime, sand and water", "a paste of lime, sand, and water", QUIZ_RIGHT},
		{"paste of water, sand, lime", "a paste of lime, sand and water", QUIZ_RIGHT},
		{"sand and water", "a paste of lime, sand and water", QUIZ_CLOSE},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum quiz_verdict got = quiz_judge(cases[i].given, cases[i].answer);

		if (got != cases[i].want)
			test_failed(__FILE__, __LINE__, "\"%s\" for \"%s\": %d, want %d",
				cases[i].given, cases[i].answer, got, cases[i].want);
	}
}

static void add(struct quiz_pool *p, const char *answer, const char *kind)
{
	vec_push(&p->answers, answer);
	vec_push(&p->kinds, kind);
}

TEST(choices_hold_the_answer_once)
{
	struct quiz_pool p = {0};

	add(&p, "lime", "fact");
	add(&p, "sand", "fact");
	add(&p, "Lime", "fact");
	add(&p, "water", "fact");
	add(&p, "clay", "fact");
	add(&p, "gravel", "fact");
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct quiz_choice c, again;
		int right = 0;

		quiz_choices(&p, "lime", "fact", seed, &c);
		quiz_choices(&p, "lime", "fact", seed, &again);
		CHECK_INT(c.len, QUIZ_CHOICES);
		CHECK_INT(c.right, again.right);
		CHECK_STR(c.at[c.right], "lime");
		for (int i = 0; i < c.len; i++) {
			right += quiz_judge(c.at[i], "lime") == QUIZ_RIGHT;
			CHECK_STR(c.at[i], again.at[i]);
		}
		CHECK_INT(right, 1);
	}
	quiz_pool_release(&p);
}

TEST(few_others_make_few_choices)
{
	struct quiz_pool p = {0};
	struct quiz_choice c;

	add(&p, "lime", "fact");
	quiz_choices(&p, "lime", "fact", 1, &c);
	CHECK_INT(c.len, 1);
	add(&p, "sand", "fact");
	quiz_choices(&p, "lime", "fact", 1, &c);
	CHECK_INT(c.len, 2);
	quiz_pool_release(&p);
}

TEST(points_reward_speed_and_streaks)
{
	CHECK_INT(quiz_points(QUIZ_WRONG, 0, 20000, 5), 0);
	CHECK(quiz_points(QUIZ_RIGHT, 1000, 20000, 0) > quiz_points(QUIZ_RIGHT, 15000, 20000, 0));
	CHECK(quiz_points(QUIZ_RIGHT, 1000, 20000, 3) > quiz_points(QUIZ_RIGHT, 1000, 20000, 0));
	CHECK(quiz_points(QUIZ_RIGHT, 1000, 20000, 0) > quiz_points(QUIZ_CLOSE, 1000, 20000, 0));
}

/* ---- what must not pass ---- */

TEST(numbers_and_signs_are_not_slips)
{
	static const struct {
		const char *given, *answer;
		enum quiz_verdict want;
	} cases[] = {
		{"135 metres", "13.5 metres", QUIZ_WRONG},
		{"1 25 metres", "12 5 metres", QUIZ_WRONG},
		{"13.5 metres", "13.5 metres", QUIZ_RIGHT},
		{"10,000 men", "10000 men", QUIZ_RIGHT},
		{"5 °C", "-5 °C", QUIZ_WRONG},
		{"-5 °C", "-5 °C", QUIZ_RIGHT},
		{"1914-1918", "1914–1918", QUIZ_RIGHT},
		{"0", "0", QUIZ_RIGHT},
		{"00", "0", QUIZ_WRONG},
		{"vitamin D", "vitamin A", QUIZ_WRONG},
		{"vitamin", "vitamin A", QUIZ_CLOSE},
		{"vitamines A", "vitamin A", QUIZ_CLOSE},
		{"-5 °C", "−5 °C", QUIZ_RIGHT},
		{"10 000 men", "10,000 men", QUIZ_RIGHT},
		/* Answers that are nothing but an article, or nothing but signs. */
		{"A", "A", QUIZ_RIGHT},
		{"a", "A", QUIZ_RIGHT},
		{"the", "A", QUIZ_WRONG},
		{"die", "die", QUIZ_RIGHT},
		{"=>", "=>", QUIZ_RIGHT},
		{" => ", "=>", QUIZ_RIGHT},
		{"->", "=>", QUIZ_WRONG},
		{"=>", "arrow", QUIZ_WRONG},
		{"", "=>", QUIZ_WRONG},
		{"   ", "keystone", QUIZ_WRONG},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum quiz_verdict got = quiz_judge(cases[i].given, cases[i].answer);

		if (got != cases[i].want)
			test_failed(__FILE__, __LINE__, "\"%s\" for \"%s\": %d, want %d",
				cases[i].given, cases[i].answer, got, cases[i].want);
	}
}

TEST(the_place_of_the_right_choice_is_chance)
{
	struct quiz_pool p = {0};
	int places[QUIZ_CHOICES] = {0};

	add(&p, "sand", "fact");
	add(&p, "water", "fact");
	add(&p, "clay", "fact");
	for (uint64_t seed = 0; seed < 400; seed++) {
		struct quiz_choice c;

		quiz_choices(&p, "lime", "fact", seed, &c);
		places[c.right]++;
	}
	for (int i = 0; i < QUIZ_CHOICES; i++)
		CHECK(places[i] > 60 && places[i] < 140);
	quiz_pool_release(&p);
}

TEST(choices_are_of_the_same_kind_where_there_are_enough)
{
	struct quiz_pool p = {0};
	struct quiz_choice c;

	add(&p, "1200 tons", "number");
	add(&p, "a row of arches", "definition");
	add(&p, "900 degrees", "number");
	add(&p, "the keystone", "fact");
	add(&p, "", "number");
	add(&p, "30 metres", "number");
	quiz_choices(&p, "1100 years", "number", 7, &c);
	CHECK_INT(c.len, 4);
	for (int i = 0; i < c.len; i++)
		CHECK(strchr("0123456789", *c.at[i]) && *c.at[i]);
	quiz_pool_release(&p);
}

/* ---- clozes ---- */

TEST(gaps_are_hidden_by_their_numbers)
{
	static const struct {
		const char *cloze;
		int count, ord;
		const char *shown, *hidden;
	} cases[] = {
		{"{{c1::a}} b {{c2::c::hint}}", 2, 2, "a b […]", "c"},
		{"{{c1::a}} b {{c1::c}}", 1, 1, "[…] b […]", "a; c"},
		{"{{c1::a}} b", 1, 0, "a b", ""},
		{"use {{cat}} in {{c1::x}}", 1, 1, "use {{cat}} in […]", "x"},
		{"{{c1::a}}} b", 1, 1, "[…] b", "a}"},
		{"{{c1::a", 0, 1, "{{c1::a", ""},
		{"{{c1}} b", 0, 1, "{{c1}} b", ""},
		{"{{c0::a}} b", 0, 0, "{{c0::a}} b", ""},
		{"{{c99999999999::a}} b", 0, 1, "{{c99999999999::a}} b", ""},
		{"{{c-1::a}} b", 0, 1, "{{c-1::a}} b", ""},
		{"", 0, 1, "", ""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str shown = {0}, hidden = {0};

		CHECK_INT(card_cloze_count(cases[i].cloze), cases[i].count);
		card_cloze_sides(cases[i].cloze, cases[i].ord, &shown, &hidden);
		CHECK_STR(str_text(&shown), cases[i].shown);
		CHECK_STR(str_text(&hidden), cases[i].hidden);
		str_release(&shown);
		str_release(&hidden);
	}
}

/* ---- hints ---- */

TEST(no_hint_tells_the_answer)
{
	static const struct card_face cards[] = {
		{"What binds stones?", "mortar",
			"Mortar is a paste that binds the stones of a wall.", "Building > Mortar",
			"fact"},
		{"What is slaked?", "lime", "Lime is slaked, and slaked lime is a paste of limes.",
			"Lime and limes", "fact"},
		{"Which vitamin?", "A", "Vitamin A is a vitamin.", "Vitamin A", "fact"},
		{"How many?", "1", "There is 1 of them.", "1", "number"},
		{"How many?", "2", "There are 2.", "Part 2", "number"},
		{"How many words?", "2 words", "A name has 2 words.", "", "number"},
		{"When?", "1969", "It was in 1969, the 20th of July 1969.", "1969", "number"},
		{"Which sign?", "=>", "The sign => is an arrow.", "Signs", "fact"},
		{"Which sign?", "€", "The euro has the sign €.", "€", "fact"},
		{"What?", "word", "A word is what this is.", "Words", "fact"},
		{"Wie viele?", "3 Wörter", "Es sind 3 Wörter.", "Die 3 Wörter", "number"},
		{"Was ist das?", "Brücke", "Die Brücke führt über den Fluss; Brücken tragen.",
			"Brücke", "fact"},
		{"What?", "lime, sand", "Lime, sand and water make a paste: lime (sand).", NULL,
			"list"},
		{"What?", "ab", NULL, NULL, "fact"},
		{"What?", "ß", "", "", "fact"},
	};
	struct str out = {0};
	struct err err;

	for (size_t i = 0; i < sizeof cards / sizeof *cards; i++)
		for (int level = 1; level <= HINT_LEVELS; level++) {
			str_clear(&out);
			CHECK(card_hint(&cards[i], level, &out, &err));
			if (!out.len || card_hint_tells(str_text(&out), cards[i].answer) ||
				strstr(str_text(&out), cards[i].answer))
				test_failed(__FILE__, __LINE__, "\"%s\", level %d: \"%s\"",
					cards[i].answer, level, str_text(&out));
		}
	str_release(&out);
}

TEST(what_tells_an_answer)
{
	CHECK(card_hint_tells("It is the Keystone.", "keystone"));
	CHECK(card_hint_tells("Think of a CAFE", "café"));
	CHECK(!card_hint_tells("It holds keystones", "keystone"));
	CHECK(!card_hint_tells("It has 12 letters", "2"));
	CHECK(card_hint_tells("a => b", "=>"));
	CHECK(!card_hint_tells("a b", "=>"));
	CHECK(!card_hint_tells("", "keystone"));
}

TEST(a_hint_for_nothing_is_an_error)
{
	const struct card_face empty = {.question = "What?", .answer = ""};
	struct str out = {0};
	struct err err;

	CHECK(!card_hint(&empty, 1, &out, &err));
	CHECK_INT(out.len, 0);
	str_release(&out);
}

/* ---- gaps and bridges ---- */

static void put(struct gap_graph *g, const char *term, const char *answer, double recall)
{
	char question[100], anchor[100];
	struct card card = {0};
	struct note_record r = {.cards = &card, .cards_len = 1};

	snprintf(question, sizeof question, "What is %s?", term);
	snprintf(anchor, sizeof anchor, "Building\x1f%s", term);
	r.note = (struct note){.uuid = term,
		.kind = "definition",
		.anchor = anchor,
		.question = question,
		.answer = answer,
		.status = NOTE_APPROVED,
		.sentence = ""};
	gap_graph_add(g, &r, recall);
}

/* A vault needs arches and keystones, an arch needs keystones, a keystone needs lime. */
static void build(struct gap_graph *g, double keystone, double lime)
{
	put(g, "a vault", "a row of arches, each with its keystone", 0.9);
	put(g, "an arch", "stones around a keystone", -1);
	put(g, "a keystone", "a stone in lime", keystone);
	put(g, "lime", "burnt chalk", lime);
	put(g, "a trowel", "a tool", -1);
	gap_graph_join(g);
}

static void check_bridge(struct gap_graph *g, const char *topic, size_t max, const char *want)
{
	struct gap_bridge b;
	struct str got = {0};

	CHECK(gaps_bridge(g, topic, max, &b));
	for (size_t i = 0; i < b.cards.len; i++)
		str_addf(&got, "%s%s", i ? ", " : "", g->cards.at[b.cards.at[i]].uuid);
	CHECK_STR(str_text(&got), want);
	str_release(&got);
	gap_bridge_release(&b);
}

TEST(a_bridge_goes_from_below)
{
	struct gap_graph g = {0};
	struct gap_bridge b;

	build(&g, 0.3, -1);
	check_bridge(&g, "vault", 10, "lime, a keystone, an arch, a vault");
	check_bridge(&g, "The Vaults", 10, "lime, a keystone, an arch, a vault");
	check_bridge(&g, "vault", 2, "an arch, a vault");
	check_bridge(&g, "arch", 10, "lime, a keystone, an arch");
	check_bridge(&g, "trowel", 10, "a trowel");
	CHECK(!gaps_bridge(&g, "steam", 10, &b));
	CHECK(!gaps_bridge(&g, "", 10, &b));
	gap_graph_release(&g);
}

TEST(a_bridge_leaves_what_is_known)
{
	struct gap_graph g = {0};

	build(&g, 0.95, -1);
	check_bridge(&g, "vault", 10, "lime, an arch, a vault");
	gap_graph_release(&g);
}

TEST(terms_that_need_each_other_end)
{
	struct gap_graph g = {0};

	put(&g, "an egg", "what a hen lays", -1);
	put(&g, "a hen", "what an egg becomes, a hen", -1);
	gap_graph_join(&g);
	check_bridge(&g, "egg", 10, "a hen, an egg");
	check_bridge(&g, "hen", 10, "an egg, a hen");
	gap_graph_release(&g);
}

/* What is needed twice is as deep as its shortest way. */
TEST(a_bridge_counts_the_shortest_way)
{
	struct gap_graph g = {0};

	put(&g, "a dome", "an apse above a drum", -1);
	put(&g, "an apse", "a niche on a drum", -1);
	put(&g, "a drum", "a wall of brick", -1);
	put(&g, "a brick", "a block of clay", -1);
	put(&g, "clay", "fine earth", -1);
	gap_graph_join(&g);
	check_bridge(&g, "dome", 10, "a brick, a drum, an apse, a dome");
	gap_graph_release(&g);
}

static const struct gap *find_gap(const struct gaps *g, const char *subject)
{
	for (size_t i = 0; i < g->list.len; i++)
		if (strcmp(g->list.at[i].subject, subject) == 0)
			return &g->list.at[i];
	return NULL;
}

TEST(gaps_are_foundations_that_do_not_hold)
{
	struct gap_graph g = {0};
	struct gaps found = {0};
	const struct gap *gap;

	build(&g, 0.3, -1);
	gaps_find(&g, &found);
	CHECK_INT(found.list.len, 3);
	CHECK_STR(found.list.at[0].subject, "keystone");
	CHECK_INT(found.list.at[0].kind, GAP_WEAK);
	CHECK_INT(found.list.at[0].severity, GAP_MEDIUM);
	CHECK_INT(found.list.at[0].uses, 2);
	CHECK((gap = find_gap(&found, "lime")) && gap->kind == GAP_UNLEARNT && gap->uses == 1);
	CHECK((gap = find_gap(&found, "arch")) && gap->kind == GAP_UNLEARNT);
	CHECK(!find_gap(&found, "trowel")); /* nothing stands on it */
	CHECK(!find_gap(&found, "vault"));
	gaps_release(&found);
	gap_graph_release(&g);
}

TEST(terms_that_nothing_defines_are_gaps)
{
	struct gap_graph g = {0};
	struct gaps found = {0};
	struct gap_bridge b;
	const struct gap *gap;

	put(&g, "a zone", "a part of the DNS that one server keeps", 0.9);
	put(&g, "a resolver", "a program that asks the DNS for names", 0.9);
	put(&g, "a name", "what a label of the TLD ends", 0.9);
	gap_graph_join(&g);
	gaps_find(&g, &found);
	CHECK((gap = find_gap(&found, "DNS")) && gap->kind == GAP_UNDEFINED && gap->uses == 2);
	CHECK(gap && !gap->uuid);
	CHECK(!find_gap(&found, "TLD")); /* one card alone uses it */
	CHECK(gaps_bridge(&g, "zone", 10, &b));
	CHECK_INT(b.missing.len, 1);
	gap_bridge_release(&b);
	gaps_release(&found);
	gap_graph_release(&g);
}
