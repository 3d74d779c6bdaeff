#include "core/cards/fingerprint.h"
#include "core/cards/generate.h"
#include "test/unit/test.h"

static char shown[8000];

/* Every card of a text as "kind: question | answer" or "kind: cloze", a line each. */
static const char *cards(const char *text, const struct card_options *o)
{
	const struct text_input in = {.name = "text.txt", .bytes = text, .len = strlen(text)};
	static const struct card_options all = {0};
	struct text_document d;
	struct card_coverage coverage = {0};
	struct card_set set = {0};
	struct str out = {0};
	struct err err;

	shown[0] = '\0';
	CHECK(text_document_read(&d, &in, TEXT_FORMAT_PLAIN, &err));
	cards_generate(&set, &coverage, &d, o ? o : &all);
	for (size_t i = 0; i < set.list.len; i++) {
		const struct card_draft *c = &set.list.at[i];

		str_addf(&out, "%s: %s%s%s\n", card_kind_name(c->kind),
			c->cloze ? c->cloze : c->question, c->cloze ? "" : " | ",
			c->cloze ? "" : c->answer);
		CHECK(!card_fault_of(c));
	}
	snprintf(shown, sizeof shown, "%s", str_text(&out));
	str_release(&out);
	card_set_release(&set);
	card_coverage_release(&coverage);
	text_document_release(&d);
	return shown;
}

static void has(const char *text, const char *card)
{
	const char *all = cards(text, NULL);

	if (!strstr(all, card))
		test_failed(__FILE__, __LINE__, "no card \"%s\" among:\n%s", card, all);
}

static void has_not(const char *text, const char *part)
{
	const char *all = cards(text, NULL);

	if (strstr(all, part))
		test_failed(__FILE__, __LINE__, "\"%s\" is among:\n%s", part, all);
}

/* ---- structures ---- */

TEST(a_glossary_is_asked_for_its_terms)
{
	const char *text = "Words\n\n"
			   "   Mortar: A paste of lime, sand and water that binds the stones\n"
			   "      of a wall to one another. It hardens slowly.\n\n"
			   "   Keystone: The stone at the top of an arch, which holds all\n"
			   "      the others in their place.\n";

	has(text, "definition: What is Mortar? | A paste of lime, sand and water that binds the "
		  "stones of a "
		  "wall to one another\n");
	has(text, "definition: What is Keystone? | The stone at the top of an arch, which holds "
		  "all the "
		  "others in their place\n");
}

TEST(an_option_does_something)
{
	has("OPTIONS\n       -q, --quiet\n              Print nothing but errors to the "
	    "terminal.\n\n"
	    "       -n COUNT\n              Stop behind so many lines of the input file.\n",
		"definition: What does the option -q, --quiet do? | Print nothing but errors to "
		"the terminal\n");
}

TEST(a_term_before_a_colon_or_a_dash_is_defined)
{
	has("Types\n\n* Granite - a hard rock that cooled slowly below the ground\n"
	    "* Basalt - a dark rock that cooled quickly at the surface\n",
		"definition: What is Granite? | a hard rock that cooled slowly below the ground\n");
	has_not("Read on\n\nNote: the harbour is closed in winter, and nobody may land there.\n",
		"What is note");
}

TEST(a_heading_that_asks_is_a_question)
{
	has("2.1. Why do bees dance?\n\n    Bees dance to tell the others of the hive where "
	    "flowers grow. "
	    "The angle\n    of the dance is the angle to the sun.\n",
		"faq: Why do bees dance? | Bees dance to tell the others of the hive where flowers "
		"grow\n");
}

TEST(a_term_defined_twice_names_its_heading)
{
	const char *text =
		"Banks of rivers\n===============\n\nBank:\n    the land at the side of a river\n"
		"    or of a lake\n\nMoney\n=====\n\nBank:\n    a house that lends money and "
		"keeps\n"
		"    it for its customers\n";

	has(text, "(Money)");
	has(text, "(Banks of rivers)");
}

/* ---- statements ---- */

TEST(what_is_is_asked_of_its_subject)
{
	has("Glaciers\n\nA moraine is a heap of stones that a glacier has left behind.\n",
		"definition: What is a moraine? | a heap of stones that a glacier has left "
		"behind\n");
}

TEST(verbs_are_asked_for_their_object)
{
	has("Blood\n\nRed blood cells contain haemoglobin, which binds oxygen in the lungs.\n",
		"fact: What do red blood cells contain? | haemoglobin, which binds oxygen in the "
		"lungs\n");
	has("Valves\n\nThe safety valve prevents an explosion of the boiler under pressure.\n",
		"fact: What does the safety valve prevent? | an explosion of the boiler under "
		"pressure\n");
}

TEST(a_passive_is_asked_for_place_time_and_purpose)
{
	has("Files\n\nThe index of the archive is stored in the last block of the file.\n",
		"fact: Where is the index of the archive stored? | in the last block of the "
		"file\n");
	has("Files\n\nThe journal of the archive is deleted when the transaction has been "
	    "committed.\n",
		"condition: When is the journal of the archive deleted? | when the transaction has "
		"been "
		"committed\n");
	has("Tools\n\nThe sextant was used to measure the height of the sun at noon.\n",
		"fact: What was the sextant used for? | to measure the height of the sun at "
		"noon\n");
}

TEST(conditions_and_causes_are_asked)
{
	has("Kettles\n\nIf the kettle boils dry, then the thermostat cuts the current.\n",
		"condition: What happens if the kettle boils dry? | the thermostat cuts the "
		"current\n");
	has("Ice\n\nIce floats on water because its crystals need more room than the liquid.\n",
		"cause: Why does Ice float on water? | because its crystals need more room than "
		"the liquid\n");
}

TEST(an_enumeration_is_a_list)
{
	has("Matter\n\nMatter has three common states: solid, liquid, and gas.\n",
		"list: Which three common states does Matter have? | solid, liquid, and gas\n");
	has("Knots\n\nThere are two kinds of knots for ropes:\n\n* bends, which join two ropes\n"
	    "* hitches, which tie a rope to a post\n",
		"list: What are the two kinds of knots for ropes? | bends; hitches");
}

TEST(letters_are_asked_for_their_words)
{
	has("Radio\n\nThe receiver uses Automatic Gain Control (AGC) to keep the volume even.\n",
		"acronym: What does AGC stand for? | Automatic Gain Control\n");
	has("Queues\n\nA FIFO (short for First In First Out) hands things on in their order.\n",
		"acronym: What does FIFO stand for? | First In First Out\n");
}

TEST(a_number_with_its_unit_is_a_gap)
{
	has("Whales\n\nThe heart of a blue whale weighs about 180 kilograms and beats slowly.\n",
		"number: The heart of a blue whale weighs about {{c1::180 kilograms}} and beats "
		"slowly.\n");
}

/* ---- what must not come ---- */

TEST(a_negation_is_never_lost)
{
	has_not("Logs\n\nThe write-ahead log does not work over a network filesystem at all.\n",
		"What does the write-ahead log do");
	has_not("Logs\n\nA sealed archive is not a backup of the whole machine.\n",
		"What is a sealed");
	has_not("Logs\n\nThe sealed archive never contains the keys of its owner.\n", "contain?");
}

TEST(what_points_elsewhere_is_left_out)
{
	has_not("Pumps\n\nThis is a part of the pump that wears out first. It needs oil.\n", "?");
	has_not("Pumps\n\nThe impeller is a wheel with blades, see Section 4 for its size.\n",
		"What is the");
	has_not("Pumps\n\nSome pumps are a danger to the people who mend them.\n", "What are");
}

TEST(the_text_of_a_definition_knows_its_term)
{
	has("FILES\n       /etc/motd\n              The message of the day. This file is read by "
	    "login "
	    "before the shell\n              is started.\n\n       /etc/issue\n              The "
	    "text before "
	    "the prompt. This file is read by getty.\n",
		"What is /etc/motd? | The message of the day\n");
}

TEST(chrome_is_left_out)
{
	has_not("1. Tides\n\n   The tide is a rise and fall of the sea, twice a day.\n\n"
		"2. References\n\n   The almanac is a book of tables for sailors, printed each "
		"year.\n",
		"almanac");
}

/* ---- German ---- */

static const char german[] =
	"Die Kupplung\n\n"
	"Die Kupplung ist ein Bauteil, das den Motor mit dem Getriebe verbindet. Sie sitzt im "
	"Gehäuse. "
	"Ein Getriebe besteht aus Zahnrädern und Wellen, die ineinander greifen. "
	"Wenn der Fahrer das Pedal tritt, wird der Motor vom Getriebe getrennt. "
	"Unter Schlupf versteht man den Unterschied der beiden Drehzahlen. "
	"Die Scheibe verschleißt schnell, weil sie bei jedem Anfahren reibt.\n";

TEST(german_sentences_make_german_questions)
{
	has(german, "definition: Was ist die Kupplung? | ein Bauteil, das den Motor mit dem "
		    "Getriebe verbindet\n");
	has(german, "fact: Woraus besteht ein Getriebe? | aus Zahnrädern und Wellen, die "
		    "ineinander greifen\n");
	has(german, "condition: Was geschieht, wenn der Fahrer das Pedal tritt? | dann wird der "
		    "Motor vom "
		    "Getriebe getrennt\n");
	has(german, "definition: Was versteht man unter Schlupf? | den Unterschied der beiden "
		    "Drehzahlen\n");
}

/* ---- selection ---- */

TEST(kinds_scores_and_numbers_are_kept_to)
{
	const char *text =
		"Rocks\n\n* Granite - a hard rock that cooled slowly below the ground\n"
		"* Basalt - a dark rock that cooled quickly at the surface\n"
		"* Marble - a rock that heat and pressure have made of limestone\n\n"
		"Quarries use Drill And Blast (DAB) to loosen the stone from the wall.\n";
	const struct card_options one = {.max = 1}, acronyms = {.kinds = 1U << CARD_ACRONYM},
				  good = {.min_score = 0.99};

	CHECK_STR(cards(text, &one),
		"definition: What is Granite? | a hard rock that cooled slowly below "
		"the ground\n");
	CHECK_STR(cards(text, &acronyms), "acronym: What does DAB stand for? | Drill And Blast\n");
	CHECK_STR(cards(text, &good), "");
}

TEST(the_same_text_makes_the_same_cards)
{
	char first[sizeof shown];

	snprintf(first, sizeof first, "%s", cards(german, NULL));
	CHECK_STR(cards(german, NULL), first);
}

/* ---- the validator ---- */

static const char *fault(const char *question, const char *answer)
{
	const struct card_draft d = {
		.question = question, .answer = answer, .sentence = "", .term = ""};

	return card_fault_name(card_fault_of(&d));
}

static const char *gap_fault(const char *cloze)
{
	const struct card_draft d = {.cloze = cloze, .sentence = "", .term = ""};

	return card_fault_name(card_fault_of(&d));
}

TEST(faults_have_names)
{
	CHECK_STR(fault("What is a moraine?", "a heap of stones"), "none");
	CHECK_STR(fault("What is a moraine?", " "), "empty");
	CHECK_STR(fault("What is a heap of old stones?", "a heap of old stones"), "leak");
	CHECK_STR(fault("It is what?", "a stone"), "dangling");
	CHECK_STR(fault("What does it carry?", "stones"), "dangling");
	CHECK_STR(fault("What does Figure 3 show?", "a moraine"), "reference");
	CHECK_STR(fault("What is a moraine?", "a **heap** of stones"), "markup");
	CHECK_STR(fault("What is a moraine?", "a heap &amp; more"), "markup");
	CHECK_STR(fault("What is a moraine?", "a heap of"), "truncated");
	CHECK_STR(fault("What is a moraine?", "a heap (of stones"), "truncated");
	CHECK_STR(fault("A moraine is a heap of", "stones and sand"), "no_question");
	CHECK_STR(fault("What is it called?", "moraine"), "dangling");
	CHECK_STR(fault("What is meant?", "moraine"), "vague");
	CHECK_STR(fault("What is 1+1=?", "2 == 0x10"), "symbols");
}

TEST(gaps_hide_something_and_not_all)
{
	CHECK_STR(gap_fault("A glacier carries {{c1::stones}} down into the valley."), "none");
	CHECK_STR(gap_fault("A glacier carries stones down into the valley."), "cloze");
	CHECK_STR(gap_fault("{{c1::A glacier carries stones}} down."), "cloze");
	CHECK_STR(gap_fault("A {{c1::glacier}} is a glacier that moves."), "leak");
	CHECK_STR(gap_fault("This carries {{c1::stones}} down into the valley."), "dangling");
}

TEST(a_cloze_has_two_sides)
{
	struct str shown_side = {0}, hidden = {0};
	const char *cloze = "{{c1::Iron}} and {{c2::carbon::an element}} make {{c1::steel}}.";

	card_cloze_sides(cloze, 1, &shown_side, &hidden);
	CHECK_STR(shown_side.at, "[…] and carbon make […].");
	CHECK_STR(hidden.at, "Iron; steel");
	CHECK_INT(card_cloze_count(cloze), 2);
	str_release(&shown_side);
	str_release(&hidden);
}

TEST(an_answer_is_grounded_in_the_text)
{
	CHECK(card_grounding("a heap of stones", "Glaciers leave heaps of stones.") > 0.99);
	CHECK(card_grounding("a cake with cream", "Glaciers leave heaps of stones.") < 0.01);
}

TEST(labels_are_no_terms)
{
	has("Definition: A moraine is a heap of stones that a glacier has left behind.",
		"What is a moraine? | a heap of stones that a glacier has left behind");
	has_not("Remember: the ice moves by its own weight.", "What is remember");
	has("Theorem 3: A glacier is a river of ice that flows downhill.", "What is a glacier?");
	has("Theorem: a statement that somebody has proved.", "What is Theorem?");
	has("Q: What is firn?\nA: Snow of the year before.\nQ: What is a crevasse?\nA: A deep "
	    "crack "
	    "in the ice.",
		"What is firn? | Snow of the year before\n");
	has("Q: What is firn? A: Snow of the year before.",
		"What is firn? | Snow of the year before\n");
	has("Question 3: What is a crevasse?\n\nA deep crack in the ice of a glacier.\n",
		"What is a crevasse? | A deep crack in the ice of a glacier\n");
}

TEST(terms_line_below_line_are_all_asked_for)
{
	const char *text = "Firn: the snow of the year before, which is on its way to ice.\n"
			   "Moraine: a heap of stones that a glacier has left.\n"
			   "Crevasse: a deep crack in the ice of a glacier.\n";

	has(text, "irn? | the snow of the year before, which is on its way to ice");
	has(text, "oraine? | a heap of stones that a glacier has left");
	has(text, "revasse? | a deep crack in the ice of a glacier");
}

TEST(brackets_are_references_only_apart_from_words)
{
	has("A tide is a rise of the sea [12] that the moon makes.",
		"What is a tide? | a rise of the sea that the moon makes");
	has("A buoy is a mark, d[key], that floats.[3]",
		"What is a buoy? | a mark, d[key], that floats");
	has("A sail is a cloth ([RFC1234]) that catches the wind [Cook79].",
		"What is a sail? | a cloth that catches the wind\n");
	has("Hyde v Wrench [1840] 49 ER 132 is a case that ended an offer by another one.",
		"[1840] 49 ER 132");
}

TEST(gaps_leave_formulas_whole)
{
	has_not("The whole reaction of the flame is always $C_3H_8 + 5 O_2 = 3 CO_2 + 4 H_2O$ in "
		"air.",
		"::5");
	has("The price of the whole voyage to the islands was about $5 and 30 cents by ship.",
		"{{c1::");
}

TEST(names_keep_their_capitals_and_persons_are_who)
{
	has("Otto von Guericke was a physicist and mayor of Magdeburg.",
		"Who was Otto von Guericke? | a physicist and mayor of Magdeburg");
	has("New Guinea is an island to the north of Australia.",
		"What is New Guinea? | an island");
	has("Rylands v Fletcher is a case about water that left its reservoir.",
		"What is Rylands v Fletcher? | a case about water");
	has("The nucleus was described by Geiger and Marsden.",
		"By whom was the nucleus described? | Geiger and Marsden");
	has("Typhoons are caused by warm water.", "By what are typhoons caused? | warm water");
	has("Vikings are known for their ships.", "What are Vikings known for?");
	has("Inflation is harmful because savings melt away.", "Why is inflation harmful?");
}

TEST(pronouns_without_their_noun_make_no_card)
{
	has_not("An earthquake shakes the ground. The place below the ground where it starts is "
		"called the hypocentre.",
		"ypocentre");
	has_not("Nelson met the fleet at sea. Nelson defeated them in 1805.", "them");
	has_not("The kings met in 1812. The end of their alliance is a turning point of the war.",
		"their");
}
