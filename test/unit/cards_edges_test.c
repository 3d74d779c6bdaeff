#include "core/cards/generate.h"
#include "core/cards/valid.h"
#include "test/unit/test.h"

/* What a card must not be, one by one, and what lists, tables and German sentences are asked. */

static const char *fault(const char *question, const char *answer)
{
	const struct card_draft d = {
		.question = question, .answer = answer, .sentence = "", .term = ""};

	return card_fault_name(card_fault_of(&d));
}

static void check_faults(const char *want, const char *const (*table)[2], size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char *got = fault(table[i][0], table[i][1]);

		if (strcmp(got, want) != 0)
			test_failed(__FILE__, __LINE__, "'%s' with '%s' is %s, want %s",
				table[i][0], table[i][1], got, want);
	}
}

#define FAULTS(want, ...)                                                                          \
	do {                                                                                       \
		static const char *const table[][2] = {__VA_ARGS__};                               \
		check_faults(want, table, sizeof table / sizeof *table);                           \
	} while (0)

#define Q "What is a moraine?"

TEST(residue_of_markup_is_a_fault)
{
	FAULTS("markup", {Q, "a heap &#8217; of stones"}, {Q, "a <b>heap</b> of stones"},
		{Q, "a heap<br/> of stones"}, {Q, "stones </p >"}, {Q, "a __heap__ of stones"},
		{Q, "a `heap` of stones"}, {Q, "a [heap](x) of stones"}, {Q, "# heaps of stones"},
		{Q, "a heap\1of stones"}, {Q, "a heap\x7f of stones"}, {Q, "a hea- pof stones"},
		{Q, "a heap \ufffd of stones"}, {"What is a **moraine**?", "a heap of stones"});
	FAULTS("none", {Q, "AT & T, or R&D of stones"}, {Q, "a < b and c > d, as heaps say"},
		{Q, "snake_case of stones"}, {Q, "long- and short-lived heaps"},
		{Q, "a number & more; of stones"}, {Q, "#1 of all heaps"},
		{Q, "a heap\tof stones"});
}

TEST(what_points_elsewhere_is_a_fault)
{
	FAULTS("reference", {"What does table 2 show?", "a moraine"},
		{Q, "a heap of stones (see below)"}, {Q, "the stones in Fig. 3 of a book"},
		{"Was zeigt Abbildung 4 vom Eis?", "eine Moräne"});
	FAULTS("none", {"Which table stands in the hall?", "the round one of oak"},
		{"Which vegetable 2 grows there?", "a leek of the north"});
	FAULTS("dangling", {"However, what is a moraine?", "a heap of stones"},
		{"What are they called by all?", "moraines"}, {Q, "therefore stones of ice"},
		{"Diese Frage ist was?", "eine Frage"});
}

TEST(ends_and_lengths_are_faults)
{
	static char long_text[1000];

	FAULTS("truncated", {Q, "a heap of stones,"}, {Q, "a heap of stones and"},
		{Q, "a heap) of stones"}, {"What is a (moraine?", "a heap of stones"});
	FAULTS("empty", {"", "a heap"}, {"?", "a heap"}, {Q, ""}, {Q, "..."});
	FAULTS("no_question", {"Moraines of the Alps", "heaps of stones"});
	FAULTS("none", {"Define a moraine", "a heap of stones"},
		{"Nenne eine Moräne der Alpen", "der Hügel bei Ivrea"});
	for (int i = 0; i < 70; i++)
		snprintf(long_text + strlen(long_text), sizeof long_text - strlen(long_text),
			"word%d ", i);
	CHECK_STR(fault(Q, long_text), "too_long");
	FAULTS("symbols", {"What is 3 + 4 - 5?", "{2} [=] 2 == 1 + 1"});
	FAULTS("vague", {"What is called what?", "a moraine"}, {"Define what is meant?", "ice"});
}

static const char *gap_fault(const char *cloze)
{
	const struct card_draft d = {.cloze = cloze, .sentence = "", .term = ""};

	return card_fault_name(card_fault_of(&d));
}

TEST(gaps_that_are_faults)
{
	static const char *const table[][2] = {
		{"A glacier carries {{c1::stones}} down into the **valley** below.", "markup"},
		{"A glacier carries {{c1::**stones**}} down into the valley below.", "markup"},
		{"A glacier carries {{c1::stones (of ice}} down into the valley below.",
			"truncated"},
		{"A glacier (carries {{c1::stones}} down into the valley below.", "truncated"},
		{"In Figure 3 the glacier carries {{c1::stones}} down into a valley.", "reference"},
		{"{{c1::Ice}} is.", "cloze"},
		{"A glacier carries {{c1::}} down into the valley below it.", "cloze"},
		{"It carries {{c1::stones}} down into the valley below.", "dangling"},
		{"A {{c1::glacier}} carries {{c2::stones}} down into the valley below.", "none"},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const char *got = gap_fault(table[i][0]);

		if (strcmp(got, table[i][1]) != 0)
			test_failed(__FILE__, __LINE__, "'%s' is %s, want %s", table[i][0], got,
				table[i][1]);
	}
}

TEST(faults_are_said_in_words)
{
	for (int i = 0; i < CARD_FAULTS; i++)
		CHECK(*card_fault_name((enum card_fault)i) &&
			card_fault_text((enum card_fault)i) != NULL);
}

/* ---- what is made ---- */

static char shown[8000];

/* The cards of a Markdown text, a line each. */
static const char *cards(const char *text)
{
	const struct text_input in = {.name = "a.md", .bytes = text, .len = strlen(text)};
	const struct card_options all = {0};
	struct card_coverage coverage = {0};
	struct card_set set = {0};
	struct text_document d;
	struct str out = {0};
	struct err err;

	CHECK(text_document_read(&d, &in, TEXT_FORMAT_MARKDOWN, &err));
	cards_generate(&set, &coverage, &d, &all);
	for (size_t i = 0; i < set.list.len; i++)
		if (!set.list.at[i].cloze)
			str_addf(&out, "%s: %s | %s\n", card_kind_name(set.list.at[i].kind),
				set.list.at[i].question, set.list.at[i].answer);
	snprintf(shown, sizeof shown, "%s", str_text(&out));
	str_release(&out);
	card_set_release(&set);
	card_coverage_release(&coverage);
	text_document_release(&d);
	return shown;
}

static void has(const char *text, const char *card)
{
	if (!strstr(cards(text), card))
		test_failed(__FILE__, __LINE__, "no card \"%s\" among:\n%s", card, shown);
}

static void has_no(const char *text, const char *part)
{
	if (strstr(cards(text), part))
		test_failed(__FILE__, __LINE__, "\"%s\" is among:\n%s", part, shown);
}

TEST(headings_ask_for_their_lists)
{
	has("# Rocks\n\n## Types of rock\n\n- igneous rock, which was molten\n- sedimentary rock\n"
	    "- metamorphic rock (changed by heat)\n",
		"list: What are the types of rock? | igneous rock; sedimentary rock; metamorphic "
		"rock\n");
	has("# Glaciers\n\n## Advantages\n\n- water in summer\n- cool air\n",
		"list: What are the advantages of Glaciers? | water in summer; cool air\n");
	/* without a heading above it says nothing */
	has_no("# Advantages\n\n- water in summer\n- cool air\n", "list:");
	has_no("# Rocks\n\n## Types of rock\n\n- only one of them\n", "list:");
	has_no("# Rocks\n\n## Typesetting of rock\n\n- one thing\n- another thing\n", "list:");
	has_no("# Rocks\n\n## Types of rock\n\n- one\n- two\n- three\n- four\n- five\n- six\n- "
	       "seven\n"
	       "- eight\n",
		"list:");
	has_no("# Rocks\n\n## Types of rock\n\n- an item that has so many words that it is no name "
	       "of "
	       "a thing\n- two\n",
		"list:");
}

TEST(sentences_introduce_their_lists)
{
	has("# Rocks\n\nThere are three kinds of rock:\n\n- igneous\n- sedimentary\n- "
	    "metamorphic\n",
		"list: What are the three kinds of rock? | igneous; sedimentary; metamorphic\n");
	has("# Rocks\n\nThe two parts of a glacier are:\n\n- the upper one\n- the lower one\n",
		"list: What are the two parts of a glacier? | the upper one; the lower one\n");
	has_no("# Rocks\n\nThere are rocks:\n\n- igneous\n- sedimentary\n", "list:");
}

TEST(cells_are_asked_by_row_and_column)
{
	has("# Rocks\n\n| Rock | Hardness | Origin |\n|---|---|---|\n| Granite | very high | deep "
	    "below |\n"
	    "| Chalk | low | - |\n",
		"table: What is the hardness of Granite (Rocks)? | very high\n");
	CHECK(!strstr(shown, "| -\n"));
	has("# Uptime of servers\n\n| Downtime | Allowed minutes |\n|---|---|\n"
	    "| Downtime per year | fifty minutes |\n| Downtime per month | four minutes |\n",
		"| fifty minutes\n");
	has_no("# Rocks\n\n| a | b | c | d | e | f |\n|---|---|---|---|---|---|\n"
	       "| one | two | three | four | five | six |\n",
		"table:");
}

TEST(german_texts_are_asked_in_german)
{
	static const char head[] =
		"# Die Kupplung und das Getriebe\n\n"
		"Die Kupplung ist ein Bauteil zwischen dem Motor und dem Getriebe. "
		"Das Getriebe besteht aus vielen Rädern und Wellen. "
		"Der Motor treibt das Getriebe an, und das Getriebe die Räder. ";
	struct str text = {0};

	str_addf(&text, "%sDas Getriebe wird als Wandler bezeichnet.\n", head);
	has(str_text(&text), "definition: Als was wird das Getriebe bezeichnet? | Wandler\n");
	str_clear(&text);
	str_addf(&text, "%sDie Kupplung dient zum Trennen der beiden Wellen.\n", head);
	has(str_text(&text), "fact: Wozu dient die Kupplung? | zum Trennen der beiden Wellen\n");
	str_clear(&text);
	str_addf(&text, "%sDie Kupplung wird geöffnet, wenn der Fahrer das Pedal tritt.\n", head);
	has(str_text(&text),
		"condition: Wann wird die Kupplung geöffnet? | wenn der Fahrer das Pedal tritt\n");
	str_clear(&text);
	str_addf(&text, "%s\n## Vorteile der Kupplung\n\n- ein sanfter Start\n- ein langes Leben\n",
		head);
	has(str_text(&text), "list: Welche sind die ");
	str_clear(&text);
	str_addf(&text, "%sFalls das Getriebe klemmt, dann steht der Wagen.\n", head);
	has(str_text(&text),
		"condition: Was geschieht, falls das Getriebe klemmt? | dann steht der "
		"Wagen\n");
	str_release(&text);
}
