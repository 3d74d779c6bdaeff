#include "core/ai/builtin.h"
#include "core/ai/vectors.h"
#include "core/text/summary.h"
#include "core/text/value.h"
#include "test/unit/test.h"

#include <math.h>
#include <stdlib.h>

static char shown[4000];

/* The engine's answer to a template's values, or what is wrong. */
static const char *answered(const char *task, const char *material)
{
	const struct ai_message message = {.role = AI_USER, .text = "a question"};
	const struct ai_request request = {.messages = &message, .messages_len = 1};
	struct str out = {0};
	struct err err = {0};

	if (ai_engine_run(ai_engine_find(task), &request, material, &out, &err))
		snprintf(shown, sizeof shown, "%s", str_text(&out));
	else
		snprintf(shown, sizeof shown, "error %d: %s", err.kind, err.message);
	str_release(&out);
	return shown;
}

/* The same for a plain question with a schema. */
static const char *asked(const char *task, const char *text, const char *schema)
{
	struct ai_message message = {.role = AI_USER, .text = text};
	struct ai_request request = {.messages = &message, .messages_len = 1};
	struct str out = {0};
	struct err err = {0};
	cJSON *json = NULL;

	CHECK(json_parse(schema, strlen(schema), &json, &err));
	request.schema = json;
	if (ai_engine_run(ai_engine_find(task), &request, NULL, &out, &err))
		snprintf(shown, sizeof shown, "%s", str_text(&out));
	else
		snprintf(shown, sizeof shown, "error %d: %s", err.kind, err.message);
	str_release(&out);
	json_free(json);
	return shown;
}

static const char *values(enum text_value_kind kind, const char *text)
{
	const struct text_span span = {text, strlen(text)};
	struct text_value v;
	struct str out = {0};

	for (size_t at = 0; text_next_value(&span, kind, &at, &v);)
		str_addf(&out, "%.*s=%s|", (int)v.span.len, v.span.at, v.plain);
	snprintf(shown, sizeof shown, "%s", str_text(&out));
	str_release(&out);
	return shown;
}

TEST(dates_are_found_in_every_spelling)
{
	CHECK_STR(values(VALUE_DATE, "On 2024-05-31, 31.5.2024, 3. Mai 2024 or May 3rd, 2024."),
		"2024-05-31=2024-05-31|31.5.2024=2024-05-31|3. Mai 2024=2024-05-03|May 3rd, 2024=2024-05-03|");
	CHECK_STR(values(VALUE_DATE, "31/12/2024 12/31/2024 3rd of March 2024 1. März 2023"),
		"31/12/2024=2024-12-31|12/31/2024=2024-12-31|3rd of March 2024=2024-03-03|"
		"1. März 2023=2023-03-01|");
	CHECK_STR(values(VALUE_DATE, "3/4/2024 is ambiguous"), "3/4/2024=|");
	CHECK_STR(values(VALUE_DATE, "2023-02-29 1.2.3 12 May, 32.1.2024"), "");
	CHECK_STR(values(VALUE_DATE, "29.2.2024 30.2.2024"), "29.2.2024=2024-02-29|");
}

TEST(numbers_are_found_with_their_separators)
{
	CHECK_STR(values(VALUE_NUMBER, "1,234.56 and 1.234,56 and 1'000 and -3.125 and 1,250"),
		"1,234.56=1234.56|1.234,56=1234.56|1'000=1000|-3.125=-3.125|1,250=1250|");
	CHECK_STR(values(VALUE_NUMBER, "2024-117 v1.2.3 192.168.0.1 3rd A4 2024-05-31 7"), "7=7|");
	CHECK_STR(values(VALUE_MONEY, "12 apples, 12,50 EUR, €3.20, $ 1.250, 5 dollars, 7 Eurocent"),
		"12,50 EUR=12.50|€3.20=3.20|$ 1.250=1250|5 dollars=5|");
}

TEST(addresses_are_found_without_their_sentence)
{
	CHECK_STR(values(VALUE_EMAIL, "Write to a.b+c@mail.example.org, or @nobody, or x@y."),
		"a.b+c@mail.example.org=|");
	CHECK_STR(values(VALUE_URL, "See https://example.org/a?b=c, (www.example.org). httpx://no"),
		"https://example.org/a?b=c=|www.example.org=|");
}

TEST(a_summary_has_the_best_sentences_in_their_order)
{
	const char *text = "The bridge is closed. Cheese is nice. The bridge has cracks in its pillars. "
			   "The bridge is closed now. Engineers looked at the cracks of the bridge.";
	struct text_summary s = {.text = text, .len = strlen(text), .words = 12, .focus = ""};
	struct str out = {0};

	text_summarise(&out, &s);
	CHECK_STR(str_text(&out), "The bridge is closed. The bridge has cracks in its pillars.");
	str_clear(&out);
	s.focus = "engineers";
	s.bullets = true;
	text_summarise(&out, &s);
	CHECK_STR(str_text(&out), "- The bridge is closed.\n- Engineers looked at the cracks of the bridge.");
	str_clear(&out);
	s.words = 3;
	s.bullets = false;
	s.len = strlen("The bridge has a crack.");
	s.text = "The bridge has a crack.";
	text_summarise(&out, &s);
	CHECK_STR(str_text(&out), "The bridge has…");
	str_clear(&out);
	s.len = 0;
	text_summarise(&out, &s);
	CHECK_STR(str_text(&out), "");
	str_release(&out);
}

TEST(summarising_says_what_it_cannot)
{
	CHECK_STR(answered("summarise", "{\"values\": {\"text\": \"\"}}"),
		"error 3: there is no sentence in the text to summarise");
	CHECK_STR(answered("summarise", "{\"values\": {\"text\": \"It is so.\", \"language\": \"French\"}}"),
		"error 3: the built-in summary has the sentences of the text: it cannot be in 'French'");
	CHECK_STR(answered("summarise", "{\"values\": {\"text\": \"It is so, and that is it.\", \"language\": \"en\"}}"),
		"It is so, and that is it.");
}

TEST(a_text_is_classified_by_the_words_it_shares)
{
	CHECK_STR(answered("classify", "{\"values\": {\"text\": \"The invoices are wrong\", "
				       "\"labels\": [\"invoice\", \"praise\"]}}"),
		"{\"labels\":[\"invoice\"],\"confidence\":0.81,\"reason\":\"\\\"invoices\\\"\"}");
	CHECK_STR(answered("classify", "{\"values\": {\"text\": \"My parcel is late\", \"labels\": "
				       "[{\"name\": \"delivery\", \"description\": \"parcels and couriers\"}, \"praise\"]}}"),
		"{\"labels\":[\"delivery\"],\"confidence\":0.67,\"reason\":\"\\\"parcel\\\"\"}");
	CHECK_STR(answered("classify", "{\"values\": {\"text\": \"paid twice\", \"labels\": [\"billing\", \"praise\"]}, "
				       "\"examples\": [{\"input\": {\"text\": \"I have paid\"}, "
				       "\"output\": \"{\\\"labels\\\": [\\\"billing\\\"]}\"}]}"),
		"{\"labels\":[\"billing\"],\"confidence\":0.42,\"reason\":\"\\\"paid\\\"\"}");
	CHECK_STR(answered("classify", "{\"values\": {\"text\": \"xyzzy\", \"labels\": [\"billing\"]}}"),
		"{\"labels\":[],\"confidence\":0,\"reason\":\"no word of the text is one of a label, its "
		"description or an example\"}");
	CHECK_STR(answered("classify", "{\"values\": {\"text\": \"a bug and a crash\", \"several\": true, "
				       "\"labels\": [\"bug\", \"crash\", \"praise\"]}}"),
		"{\"labels\":[\"bug\",\"crash\"],\"confidence\":0.44,\"reason\":\"\\\"bug\\\"\"}");
	CHECK_STR(answered("classify", "{\"values\": {\"text\": \"x\"}}"),
		"error 3: there are no labels to sort by");
	CHECK_STR(asked("classify", "it is a bug",
			  "{\"properties\": {\"kind\": {\"enum\": [\"bug\", \"feature\"]}}}"),
		"{\"kind\":\"bug\"}");
	CHECK_STR(asked("classify", "it is", "{\"properties\": {\"kind\": {\"enum\": [\"bug\", null]}}}"),
		"{\"kind\":null}");
	CHECK_STR(asked("classify", "it is", "{\"properties\": {\"kind\": {\"enum\": [\"bug\"]}}}"),
		"error 6: no label fits: no word of the text is one of a label");
}

TEST(values_are_extracted_behind_their_names)
{
	CHECK_STR(answered("extract", "{\"values\": {\"text\": \"Name: Ada Lovelace\\nPaid: yes\", "
				      "\"fields\": [\"name\", {\"name\": \"paid\", \"type\": \"boolean\"}, \"total\"]}}"),
		"{\"records\":[{\"fields\":[{\"name\":\"name\",\"value\":\"Ada Lovelace\",\"source\":\"Name: Ada Lovelace\"},"
		"{\"name\":\"paid\",\"value\":\"true\",\"source\":\"Paid: yes\"},"
		"{\"name\":\"total\",\"value\":null,\"source\":null}]}]}");
	CHECK_STR(answered("extract", "{\"values\": {\"several\": true, \"fields\": [\"id\"], "
				      "\"text\": \"Id: 1\\n\\nnothing\\n\\nId: 2\"}}"),
		"{\"records\":[{\"fields\":[{\"name\":\"id\",\"value\":\"1\",\"source\":\"Id: 1\"}]},"
		"{\"fields\":[{\"name\":\"id\",\"value\":\"2\",\"source\":\"Id: 2\"}]}]}");
	CHECK_STR(asked("extract", "Invoice number: 2024-117\nThe total of 12.50 EUR is due on 3 May 2024.",
			  "{\"properties\": {\"invoiceNumber\": {\"type\": \"string\"}, \"total\": {\"type\": \"number\"}, "
			  "\"due\": {\"type\": \"string\", \"format\": \"date\"}, \"note\": {\"type\": [\"string\", \"null\"]}}}"),
		"{\"invoiceNumber\":\"2024-117\",\"total\":12.5,\"due\":\"2024-05-03\",\"note\":null}");
	CHECK_STR(asked("extract", "nothing",
			  "{\"required\": [\"total\"], \"properties\": {\"total\": {\"type\": \"number\"}}}"),
		"error 6: the text does not say 'total' in a way that is found without a model");
	CHECK_STR(asked("extract", "x", "{\"properties\": {\"list\": {\"type\": \"array\"}}}"),
		"error 3: the built-in extraction reads single values: 'list' is of type array");
	CHECK_STR(asked("extract", "x", "{}"), "error 3: nobody has said what is to be extracted");
	/* Two dates, and nothing that tells which. */
	CHECK_STR(asked("extract", "From 1.2.2024 to 3.4.2024",
			  "{\"properties\": {\"date\": {\"type\": [\"string\", \"null\"], \"format\": \"date\"}}}"),
		"{\"date\":null}");
}

TEST(a_hint_does_not_tell_the_answer)
{
	CHECK_STR(answered("hint", "{\"values\": {\"question\": \"Which gas?\", \"answer\": \"Carbon dioxide\"}}"),
		"The answer has 2 words of 13 letters together.");
	CHECK_STR(answered("hint", "{\"values\": {\"answer\": \"Carbon dioxide\", \"level\": 2}}"), "C_____ d______");
	CHECK_STR(answered("hint", "{\"values\": {\"answer\": \"carbon dioxide\", \"level\": 3, "
				   "\"source\": \"It rains. Plants take in carbon dioxide.\"}}"),
		"Plants take in ______ _______.\nca____ di_____");
	CHECK_STR(answered("hint", "{\"values\": {}}"), "error 3: the built-in hints need the card's 'answer'");
}

TEST(files_of_a_question_are_its_subject)
{
	CHECK_STR(asked("cleanup", "Clean this:\n\n<file name=\"a\">\nmito-\nchondrion\n</file>\n\n"
				   "<file name=\"b\">\nX is it.\n</file>", "{}"),
		"mitochondrion\n\nX is it.");
}

/* ---- vectors ---- */

/* How alike two texts are, in hundredths. */
static int alike(const char *a, const char *b)
{
	const char *const texts[] = {a, b};
	const struct ai_request request = {.inputs = texts, .inputs_len = 2};
	struct ai_vectors v = {0};
	struct err err;
	int cosine = -1;

	CHECK(ai_engine_embed(&ai_embedder, &request, &v, &err));
	CHECK_INT(v.count, 2);
	CHECK_INT(ai_vectors_dimension(&v), 512);
	if (v.count == 2)
		cosine = (int)lround(100 * ai_vectors_cosine(&v, 0, 1));
	vec_release(&v.numbers);
	return cosine;
}

TEST(texts_with_words_in_common_are_alike)
{
	CHECK_INT(alike("The bridge is closed.", "the BRIDGE, closed"), 100);
	CHECK_INT(alike("Größe", "GROSSE"), 100);
	CHECK(alike("the bridge is closed", "closed bridges") > 60);
	CHECK(alike("the bridge is closed", "a rapid automobile") < 20);
	CHECK(alike("Haustür", "die Haustüren") > alike("Haustür", "der Garten"));
	CHECK_INT(alike("橋は閉鎖", "橋は閉鎖"), 100);
	CHECK_INT(alike("!!!", "!!!"), 100);
	CHECK(alike("!!!", "???") < 100);
	CHECK_INT(alike("the", "the"), 100);
}

TEST(the_built_in_vectors_stay_what_they_are)
{
	static const char *const text = "bridge";
	struct ai_request request = {.inputs = &text, .inputs_len = 1, .dimensions = 8};
	struct ai_vectors v = {0};
	struct str out = {0};
	struct err err;

	CHECK(ai_engine_embed(&ai_embedder, &request, &v, &err));
	for (size_t i = 0; i < v.numbers.len; i++)
		str_addf(&out, "%s%.3f", i ? " " : "", (double)v.numbers.at[i]);
	CHECK_STR(str_text(&out), "-0.672 0.000 -0.234 0.468 0.000 0.234 0.000 0.468");
	request.dimensions = 7;
	CHECK(!ai_engine_embed(&ai_embedder, &request, &v, &err));
	CHECK_STR(err.message, "the built-in vectors have 8 to 4096 numbers, 7 were asked for");
	str_release(&out);
	vec_release(&v.numbers);
}
