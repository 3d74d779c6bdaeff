#include "core/ai/builtin.h"

#include "core/ai/vectors.h"

#include <stdlib.h>
#include <string.h>

const struct ai_engine *const ai_engines[] = {
	&ai_classify, &ai_cleanup, &ai_embedder, &ai_extract, &ai_hint, &ai_summarise, NULL};

const struct ai_engine *ai_engine_find(const char *task)
{
	for (size_t i = 0; ai_engines[i]; i++)
		if (str_eq(ai_engines[i]->task, task))
			return ai_engines[i];
	return NULL;
}

void ai_engine_names(struct str *out)
{
	for (size_t i = 0; ai_engines[i]; i++)
		str_addf(out, "%s%s",
			!i                  ? ""
			: ai_engines[i + 1] ? ", "
					    : " and ",
			ai_engines[i]->task);
}

/* A question is its first message: later ones are about the answer to it. */
static const char *question_of(const struct ai_request *r)
{
	for (size_t i = 0; i < r->messages_len; i++)
		if (r->messages[i].role == AI_USER && r->messages[i].text)
			return r->messages[i].text;
	return "";
}

/* The files that 'ai ask' puts between marks are what is asked about; without
 * any it is the question itself. */
static void add_subject(struct str *out, const char *question)
{
	static const char begins[] = "<file name=\"", ends[] = "\n</file>";
	const char *file = question;

	while ((file = strstr(file, begins))) {
		const char *text = strstr(file, ">\n"), *end = text ? strstr(text, ends) : NULL;

		if (!end)
			break;
		if (out->len)
			str_add(out, "\n\n");
		if (end > text + 2)
			str_add_bytes(out, text + 2, (size_t)(end - text - 2));
		file = end + strlen(ends);
	}
	if (!out->len)
		str_add(out, question);
}

bool ai_engine_run(const struct ai_engine *engine, const struct ai_request *request,
	const char *material, struct str *out, struct err *err)
{
	struct ai_material m = {.schema = request->schema};
	struct str subject = {0};
	cJSON *all = NULL;
	bool ok = !material || json_parse(material, strlen(material), &all, err);

	m.values = json_get(all, "values");
	m.examples = json_get(all, "examples");
	m.text = json_get_string(m.values, "text");
	if (!m.text) {
		add_subject(&subject, question_of(request));
		m.text = str_text(&subject);
	}
	ok = ok && engine->run(&m, out, err);
	str_release(&subject);
	json_free(all);
	return ok;
}

/* Words meet in one number by chance: with 512 of them two texts of a paragraph
 * each that share no word are as good as unlike.  In fewer than 8 all are alike;
 * in more than 4096 hardly any two words meet that did not in so many. */
#define DIMENSION 512
#define DIMENSION_MIN 8
#define DIMENSION_MAX 4096

bool ai_engine_embed(const struct ai_engine *engine, const struct ai_request *request,
	struct ai_vectors *out, struct err *err)
{
	int64_t len = request->dimensions ? request->dimensions : DIMENSION;
	double *numbers;

	if (len < DIMENSION_MIN || len > DIMENSION_MAX)
		return err_set(err, ERR_INPUT,
			"the built-in vectors have %d to %d numbers, %lld were asked for",
			DIMENSION_MIN, DIMENSION_MAX, (long long)len);
	numbers = mem_alloc((size_t)len * sizeof *numbers);
	for (size_t i = 0; i < request->inputs_len; i++) {
		memset(numbers, 0, (size_t)len * sizeof *numbers);
		engine->embed(request->inputs[i], numbers, (size_t)len);
		ai_vectors_add_numbers(out, numbers, (size_t)len);
	}
	free(numbers);
	return true;
}

bool ai_engine_serve(const struct ai_engine *engine, const struct ai_request *request,
	const char *material, struct ai_reply *reply, struct err *err)
{
	if (request->inputs_len)
		return ai_engine_embed(engine, request, &reply->vectors, err);
	return ai_engine_run(engine, request, material, &reply->text, err);
}
