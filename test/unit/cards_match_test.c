#include "core/base/mem.h"
#include "core/cards/chunk.h"
#include "core/cards/fingerprint.h"
#include "core/cards/match.h"
#include "test/unit/test.h"

#include <stdlib.h>

/* Which card of a document that is read again is which note, and how a document is divided for
 * a model. */

/* Question, answer (or cloze text, with "{{"), anchor. */
struct side {
	const char *question, *answer, *anchor;
};

#define SIDES_MAX 300

static struct {
	struct arena arena;
	struct match_old old[SIDES_MAX];
	struct match_new fresh[SIDES_MAX];
	struct card_draft drafts[SIDES_MAX];
} sides;

static struct card_draft draft_of(const struct side *s)
{
	bool cloze = strstr(s->question, "{{") != NULL;

	return (struct card_draft){.kind = CARD_DEFINITION,
		.question = cloze ? NULL : s->question,
		.answer = cloze ? NULL : s->answer,
		.cloze = cloze ? s->question : NULL,
		.sentence = s->answer};
}

static const char *print_of(const struct side *s)
{
	struct str out = {0};
	const char *kept;

	card_fingerprint(s->question, &out);
	kept = arena_strdup(&sides.arena, str_text(&out));
	str_release(&out);
	return kept;
}

/* "0>2 1>- …": for each fresh card the note that it is. */
static const char *matched(const struct side *old, const struct side *fresh)
{
	static char out[4000];
	size_t olds = 0, freshes = 0, len = 0;

	for (; old[olds].question; olds++) {
		struct card_draft d = draft_of(&old[olds]);

		sides.old[olds] = (struct match_old){.note = {.kind = card_kind_name(d.kind),
							     .question = d.question,
							     .answer = (d.answer ? d.answer : ""),
							     .cloze = d.cloze,
							     .sentence = old[olds].answer,
							     .anchor = old[olds].anchor,
							     .fingerprint = print_of(&old[olds])}};
	}
	for (; fresh[freshes].question; freshes++) {
		sides.drafts[freshes] = draft_of(&fresh[freshes]);
		sides.fresh[freshes] = (struct match_new){.card = &sides.drafts[freshes],
			.fingerprint = print_of(&fresh[freshes]),
			.anchor = fresh[freshes].anchor,
			.heading = ""};
	}
	cards_match(sides.old, olds, sides.fresh, freshes);
	out[0] = '\0';
	for (size_t i = 0; i < freshes; i++) {
		const struct match_old *m = sides.fresh[i].match;

		len += (size_t)(m ? snprintf(out + len, sizeof out - len, "%s%zu>%td", i ? " " : "",
					    i, m - sides.old)
				  : snprintf(out + len, sizeof out - len, "%s%zu>-", i ? " " : "",
					    i));
	}
	arena_reset(&sides.arena);
	return out;
}

#define MATCHED(old, ...) matched(old, (const struct side[]){__VA_ARGS__, {0}})

TEST(the_same_question_is_the_same_note)
{
	static const struct side old[] = {{"What is a moraine?", "a heap of stones", ""},
		{"What is a glacier?", "a river of ice", ""}, {0}};

	CHECK_STR(MATCHED(old, {"What is a glacier?", "ice that flows", ""},
			  {"What is a moraine?", "a heap of stones", ""},
			  {"Where do penguins live today?", "in the south", ""}),
		"0>1 1>0 2>-");
	/* one note is one card */
	CHECK_STR(MATCHED(old, {"What is a moraine?", "a heap of stones", ""},
			  {"What is a moraine?", "a heap of stones", ""}),
		"0>0 1>-");
	CHECK_STR(MATCHED(((const struct side[]){{0}}), {"What is new?", "this", "a"}), "0>-");
}

TEST(a_term_under_its_heading_is_the_same_note)
{
	static const struct side old[] = {{"What is the meaning of this?", "one", "H > a"},
		{"How many are there of those?", "two", "H > b"},
		{"Why does any of that matter?", "three", "H > b"}, {0}};

	CHECK_STR(MATCHED(old, {"Entirely other words here", "another answer", "H > a"}), "0>0");
	/* two of one anchor tell nothing */
	CHECK_STR(MATCHED(old, {"Entirely other words here", "another answer", "H > b"}), "0>-");
	CHECK_STR(MATCHED(old, {"Entirely other words here", "another answer", "H > a"},
			  {"Quite some more of them", "one more answer", "H > a"}),
		"0>- 1>-");
	CHECK_STR(MATCHED(old, {"Entirely other words here", "another answer", ""}), "0>-");
	CHECK_STR(MATCHED(old, {"Entirely other words here", "another answer", "H > c"}), "0>-");
}

TEST(a_question_with_a_slip_mended_is_the_same_note)
{
	static const struct side old[] = {{"Which river flows through the city of Vienna?",
						  "the Danube, from the Black Forest", ""},
		{"Which river flows through the city of Dresden?", "the Elbe, from the mountains",
			""},
		{"A moraine is {{c1::a heap of stones}} left by a glacier", "left by a glacier",
			""},
		{0}};

	CHECK_STR(MATCHED(old, {"Which large river flows through the city of Vienna?",
				       "the Danube, from the Black Forest", ""}),
		"0>0");
	/* the one that is more alike is taken, whatever stands first */
	CHECK_STR(MATCHED(old,
			  {"Which wide river flows through the city of Dresden?",
				  "the Elbe, from the mountains", ""},
			  {"Which wide river flows through the city of Vienna?",
				  "the Danube, from the Black Forest", ""}),
		"0>1 1>0");
	CHECK_STR(MATCHED(old, {"Which river flows through the town of Passau?",
				       "three of them meet there", ""}),
		"0>-");
	/* a gap is no question */
	CHECK_STR(MATCHED(old, {"A moraine is what a heap of stones left by a glacier",
				       "left by a glacier", ""}),
		"0>-");
	CHECK_STR(MATCHED(old, {"A moraine is {{c1::a long heap of stones}} left by a glacier",
				       "left by a glacier", ""}),
		"0>2");
}

TEST(of_two_cards_for_one_note_the_first_has_it)
{
	static const struct side old[] = {
		{"Which river flows through the city of Vienna?", "the Danube", ""}, {0}};

	CHECK_STR(MATCHED(old,
			  {"Which big river flows through the city of Vienna?", "the Danube", ""},
			  {"Which old river flows through the city of Vienna?", "the Danube", ""}),
		"0>0 1>-");
}

TEST(words_that_all_notes_have_lead_to_none)
{
	static char questions[SIDES_MAX][80];
	static struct side old[SIDES_MAX];
	size_t count = 250;

	for (size_t i = 0; i < count; i++) {
		snprintf(questions[i], sizeof questions[i], "Which common word has number%zu?", i);
		old[i] = (struct side){questions[i], "the answer to it", ""};
	}
	old[count] = (struct side){0};
	CHECK_STR(MATCHED(old, {"Which common word has number7?", "the answer to it", ""},
			  {"Which very common word has number8?", "the answer to it", ""},
			  {"Which common word has numbernone?", "the answer to it", ""}),
		"0>7 1>8 2>-");
}

/* ---- chunks ---- */

/* A heading and so many words of one sentence each ten. */
static void add_section(struct str *out, const char *heading, int words)
{
	str_addf(out, "%s\n\n", heading);
	for (int i = 0; i < words; i++)
		str_addf(out, "word%d%s", i, i % 10 == 9 ? ".\n\n" : " ");
	str_add(out, "\n\n");
}

static void read_chunks(const char *text, struct text_document *d, struct card_chunks *ret)
{
	const struct text_input in = {.name = "a.md", .bytes = text, .len = strlen(text)};
	struct err err = {0};

	CHECK(text_document_read(d, &in, TEXT_FORMAT_MARKDOWN, &err));
	card_chunks_of(ret, d);
}

TEST(sections_make_chunks)
{
	struct card_chunks chunks;
	struct text_document d;
	struct str text = {0};

	add_section(&text, "# Book", 100);
	add_section(&text, "## First", 200);
	add_section(&text, "## Second", 300);
	add_section(&text, "## Third", 2000);
	read_chunks(str_text(&text), &d, &chunks);
	/* short sections go together, long ones are divided at blocks */
	CHECK_INT(chunks.list.len, 5);
	CHECK_STR(chunks.list.at[0].subject, "Book");
	CHECK(strstr(chunks.list.at[0].text, "\n## First\n"));
	CHECK_STR(chunks.list.at[1].subject, "Book > Second");
	for (size_t i = 0; i < chunks.list.len; i++) {
		CHECK(chunks.list.at[i].words <= 910 && chunks.list.at[i].words >= 100);
		CHECK(i == 0 || chunks.list.at[i].first == chunks.list.at[i - 1].last + 1);
	}
	CHECK_STR(chunks.list.at[4].subject, "Book > Third");
	card_chunks_release(&chunks);
	text_document_release(&d);
	str_release(&text);
}

TEST(a_chunk_shows_what_its_blocks_are)
{
	static const char text[] = "# Rocks\n\nRocks are made of minerals, one or several.\n\n"
				   "- granite\n- basalt\n\n```\ndig(5)\n```\n\n"
				   "| Rock | Hard |\n|---|---|\n| chalk | no |\n| flint | yes |\n";
	struct card_chunks chunks;
	struct text_document d;

	read_chunks(text, &d, &chunks);
	CHECK_INT(chunks.list.len, 1);
	CHECK_STR(chunks.list.at[0].text,
		"\n# Rocks\nRocks are made of minerals, one or several.\n\n- granite\n- basalt\n"
		"```\ndig(5)\n```\nRock | Hard\nchalk | no\nflint | yes\n");
	CHECK_STR(chunks.list.at[0].subject, "Rocks");
	card_chunks_release(&chunks);
	text_document_release(&d);
	/* too short to learn from */
	read_chunks("# Only a heading\n", &d, &chunks);
	CHECK_INT(chunks.list.len, 0);
	card_chunks_release(&chunks);
	text_document_release(&d);
}
