#include "core/ai/builtin.h"

#include <string.h>

const struct ai_engine *const ai_engines[] = {
	&ai_classify, &ai_cleanup, &ai_extract, &ai_hint, &ai_summarise, NULL};

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
