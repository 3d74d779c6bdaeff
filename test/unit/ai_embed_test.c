#include "core/ai/vectors.h"
#include "core/ai/wire.h"
#include "test/unit/test.h"

#include <math.h>
#include <stdlib.h>

static char *shown;

/* "[0.6 0.8] [1 0] in 3", or what is wrong. */
static void show(struct str *out, const struct ai_reply *r)
{
	size_t dimension = ai_vectors_dimension(&r->vectors);

	for (size_t i = 0; i < r->vectors.numbers.len; i++)
		str_addf(out, "%s%g%s", i % dimension ? " " : "[", (double)r->vectors.numbers.at[i],
			(i + 1) % dimension ? "" : "] ");
	str_addf(out, "%s", ai_finish_name(r->finish));
	if (r->usage.reported)
		str_addf(out, " in %lld out %lld", (long long)r->usage.input,
			(long long)r->usage.output);
}

/* What an answer to so many texts says, read in pieces of `step` bytes. */
struct asked {
	const struct ai_protocol *protocol;
	size_t texts;
	int64_t dimensions;
};

static const char *read_in(const struct asked *a, const char *bytes, size_t step)
{
	const struct ai_request request = {.inputs_len = a->texts, .dimensions = a->dimensions};
	struct ai_reply reply = {0};
	struct ai_problem problem = {0};
	struct ai_wire w = {
		.protocol = a->protocol, .request = &request, .reply = &reply, .problem = &problem};
	size_t len = strlen(bytes);
	struct str out = {0};
	struct err err;
	bool ok = true;

	for (size_t i = 0; i < len && ok; i += step)
		ok = ai_wire_feed(&w, bytes + i, len - i < step ? len - i : step, &err);
	ok = ok && ai_wire_end(&w, &err);
	if (ok)
		show(&out, &reply);
	else
		str_addf(&out, "%s: %s", ai_problem_name(problem.kind), err.message);
	ai_wire_release(&w);
	ai_reply_release(&reply);
	free(shown);
	shown = str_take(&out);
	return shown;
}

static void check(const struct asked *a, const char *bytes, const char *want)
{
	CHECK_STR(read_in(a, bytes, 1), want);
	CHECK_STR(read_in(a, bytes, 7), want);
	CHECK_STR(read_in(a, bytes, strlen(bytes) + 1), want);
}

TEST(openai_vectors_are_sorted_and_of_length_1)
{
	const struct asked one = {&ai_openai_embeddings, 1, 0}, two = {&ai_openai_embeddings, 2, 2};

	check(&one,
		"{\"object\":\"list\",\"data\":[{\"index\":0,\"embedding\":[3,-4]}],\"model\":"
		"\"m\","
		"\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}",
		"[0.6 -0.8] stop in 7 out 0");
	check(&two,
		"\xef\xbb\xbf\n{\"data\":[{\"index\":1,\"embedding\":[0,5]},"
		"{\"index\":0,\"embedding\":[1e300,0]}]}",
		"[1 0] [0 1] stop");
	check(&two, "{\"data\":[{\"embedding\":[1e-320,0]},{\"embedding\":[0,-2]}]}",
		"[1 0] [0 -1] stop");
}

TEST(openai_vectors_that_are_none)
{
	static const struct {
		const char *data, *want;
	} cases[] = {
		{"[]", "bad_answer: the answer has no vectors"},
		{"null", "bad_answer: the answer has no vectors"},
		{"[{\"index\":0,\"embedding\":[1,0]}]",
			"bad_answer: 1 vectors have come for 2 texts"},
		{"[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]},"
		 "{\"index\":2,\"embedding\":[1]}]",
			"bad_answer: 3 vectors have come for 2 texts"},
		{"[{\"index\":0,\"embedding\":[1,0]},{\"index\":0,\"embedding\":[0,1]}]",
			"bad_answer: text 0 has two vectors"},
		{"[{\"index\":0,\"embedding\":[1,0]},{\"index\":2,\"embedding\":[0,1]}]",
			"bad_answer: one of 2 vectors is for text 2"},
		{"[{\"index\":0.5,\"embedding\":[1,0]},{\"index\":1,\"embedding\":[0,1]}]",
			"bad_answer: one of 2 vectors is for text 0.5"},
		{"[{\"index\":0,\"embedding\":[1,0]},{\"index\":1,\"embedding\":[0]}]",
			"bad_answer: vector 1 has 1 numbers, those before it 2"},
		{"[{\"index\":0,\"embedding\":[1,0]},{\"index\":1,\"embedding\":[0,0]}]",
			"bad_answer: vector 1 has no direction"},
		{"[{\"index\":0,\"embedding\":[1,null]},{\"index\":1,\"embedding\":[0,1]}]",
			"bad_answer: vector 0 has something that is no number"},
		{"[{\"index\":0,\"embedding\":\"AACAPw==\"},{\"index\":1,\"embedding\":[0,1]}]",
			"bad_answer: vector 0 is no list of numbers"},
		{"[{\"index\":0,\"embedding\":[]},{\"index\":1,\"embedding\":[]}]",
			"bad_answer: vector 0 is no list of numbers"},
		{"[{\"index\":0,\"embedding\":[1,0,0]},{\"index\":1,\"embedding\":[0,1,0]}]",
			"bad_answer: vectors of 3 numbers have come, not of 2"},
		{"[{\"index\":0,\"embedding\":[NaN,0]}]", "bad_answer: the answer: invalid JSON at "
							  "line 1, column 34: unexpected 'N', "
							  "expected a value"},
	};
	const struct asked two = {&ai_openai_embeddings, 2, 2};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str body = {0};

		str_addf(&body, "{\"data\":%s}", cases[i].data);
		check(&two, body.at, cases[i].want);
		str_release(&body);
	}
	check(&two, "{\"error\":{\"message\":\"no \\n more\"}}", "overloaded: no more");
	check(&two, "<html>",
		"bad_answer: the answer: invalid JSON at line 1, column 1: unexpected "
		"'<', expected a value");
	check(&two, "", "bad_answer: the answer is empty");
	check(&two, "data: {}\n\n",
		"bad_answer: the answer: invalid JSON at line 1, column 1: "
		"unexpected 'd', expected a value");
}

TEST(ollama_vectors)
{
	const struct asked one = {&ai_ollama_embeddings, 1, 0}, two = {&ai_ollama_embeddings, 2, 0};

	check(&two, "{\"model\":\"m\",\"embeddings\":[[0,2],[4,3]],\"prompt_eval_count\":5}\n",
		"[0 1] [0.8 0.6] stop in 5 out 0");
	check(&one, "{\"embedding\":[2,0]}", "[1 0] stop");
	check(&two, "{\"embedding\":[2,0]}", "bad_answer: 1 vectors have come for 2 texts");
	check(&two, "{\"embeddings\":[[0,2],[4]]}",
		"bad_answer: vector 1 has 1 numbers, those before it 2");
	check(&two, "{\"embeddings\":[]}", "bad_answer: the answer has no vectors");
	check(&two, "{\"embeddings\":{\"a\":[1],\"b\":[2]}}",
		"bad_answer: the answer has no vectors");
	check(&one, "{}", "bad_answer: the answer has no vectors");
	check(&one, "{\"error\":\"this model does not support embeddings\"}",
		"overloaded: this model does not support embeddings");
}

/* ---- requests ---- */

static void check_body(const struct ai_protocol *protocol, int64_t dimensions, const char *want)
{
	static const char *const texts[] = {"a", "\"b\""};
	const struct ai_target target = {.model = "m"};
	const struct ai_request request = {
		.inputs = texts, .inputs_len = 2, .dimensions = dimensions, .max_tokens = 9};
	cJSON *body = protocol->body(&target, &request, false);
	char *text = json_text(body);

	CHECK_STR(text, want);
	free(text);
	json_free(body);
}

TEST(requests_for_vectors)
{
	check_body(&ai_openai_embeddings, 0,
		"{\"model\":\"m\",\"input\":[\"a\",\"\\\"b\\\"\"],\"encoding_format\":\"float\"}");
	check_body(&ai_openai_embeddings, 8,
		"{\"model\":\"m\",\"input\":[\"a\",\"\\\"b\\\"\"],\"dimensions\":8,"
		"\"encoding_format\":\"float\"}");
	check_body(&ai_ollama_embeddings, 8,
		"{\"model\":\"m\",\"input\":[\"a\",\"\\\"b\\\"\"],\"dimensions\":8,\"truncate\":"
		"false}");
	CHECK(!ai_anthropic.embeddings);
}

/* ---- what is kept ---- */

TEST(vectors_are_restored_bit_for_bit)
{
	const double numbers[] = {0.1, -3e-7, 1.0 / 3, 5, 1e-42, 0};
	struct ai_vectors v = {0}, again = {0};
	cJSON *json, *wrong = json_new_array();

	CHECK(ai_vectors_add_numbers(&v, numbers, 6));
	CHECK(!ai_vectors_add_numbers(&v, (double[]){0, 0, 0, 0, -0.0, 0}, 6));
	CHECK(!ai_vectors_add_numbers(&v, (double[]){NAN, 0, 0, 0, 0, INFINITY}, 6));
	CHECK_INT(v.count, 1);
	json = ai_vectors_json(&v, 0);
	CHECK(ai_vectors_restore(&again, json));
	CHECK(again.numbers.len == 6 &&
		memcmp(v.numbers.at, again.numbers.at, 6 * sizeof(float)) == 0);
	json_append_take(wrong, json_new_number(1));
	CHECK(!ai_vectors_restore(&again, wrong));
	CHECK_INT(again.count, 1);
	json_free(json);
	json_free(wrong);
	vec_release(&v.numbers);
	vec_release(&again.numbers);
}
