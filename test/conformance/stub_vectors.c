#include "test/conformance/stub_impl.h"

#include <string.h>

/* Vectors of texts: {3, 4, length of the text, 0, …}, of `dimensions` numbers or
 * 4.  OpenAI's come in the wrong order, each with its index. */

static bool is(const char *mode, const char *wanted)
{
	return str_starts(mode, wanted);
}

static void add_vector(struct str *out, const cJSON *text, const cJSON *body)
{
	size_t dimensions = (size_t)json_get_number(body, "dimensions", 4);

	str_add_char(out, '[');
	for (size_t i = 0; i < dimensions; i++) {
		if (i)
			str_add_char(out, ',');
		if (i == 2)
			str_addf(out, "%zu", strlen(text->valuestring));
		else
			str_addf(out, "%d", i == 0 ? 3 : i == 1 ? 4 : 0);
	}
	str_add_char(out, ']');
}

/* The vector of a mode for every text, or NULL: its own. */
static const char *wrong_vector(const char *mode, size_t index)
{
	return is(mode, "nan")               ? "[NaN,1]"
	       : is(mode, "null")            ? "[null,1]"
	       : is(mode, "zero")            ? "[0,0,0]"
	       : is(mode, "words")           ? "\"AACAPw==\""
	       : is(mode, "wide")            ? "[1,2,3,4,5,6,7,8,9]"
	       : is(mode, "ragged") && index ? "[1]"
					     : NULL;
}

static void add_item(struct str *out, const cJSON *text, const cJSON *body, const char *wrong)
{
	if (wrong)
		str_add(out, wrong);
	else
		add_vector(out, text, body);
}

/* From the last text to the first, which is left out in the mode "few". */
void stub_openai_vectors(const cJSON *body, const char *mode, struct answer *a)
{
	const cJSON *input = json_get(body, "input");
	size_t index = json_count(input);
	struct str out = {0};
	bool first = true;

	str_add(&out, "{\"object\":\"list\",\"model\":\"stub\",\"data\":[");
	for (const cJSON *text = index ? input->child->prev : NULL; index > 0; text = text->prev) {
		index--;
		if (index == 0 && is(mode, "few"))
			break;
		str_addf(&out, "%s{\"object\":\"embedding\",\"index\":%zu,\"embedding\":",
			first ? "" : ",", is(mode, "twice") ? 0 : index);
		add_item(&out, text, body, wrong_vector(mode, index));
		str_add_char(&out, '}');
		first = false;
	}
	str_add(&out, is(mode, "nousage")
			      ? "]}"
			      : "],\"usage\":{\"prompt_tokens\":1000,\"total_tokens\":1000}}");
	a->owned = str_take(&out);
}

void stub_ollama_vectors(const cJSON *body, const char *mode, struct answer *a)
{
	size_t index = 0;
	struct str out = {0};

	str_add(&out, "{\"model\":\"stub\",\"embeddings\":[");
	json_each(text, json_get(body, "input")) {
		str_add(&out, index ? "," : "");
		add_item(&out, text, body, wrong_vector(mode, index));
		index++;
	}
	str_add(&out, "],\"prompt_eval_count\":6}");
	a->owned = str_take(&out);
}
