#include "core/ai/builtin.h"

#include "core/text/letter.h"
#include "core/text/repair.h"
#include "core/text/summary.h"

#include <string.h>

/* ---- cleanup ---- */

static bool clean_up(const struct ai_material *m, struct str *out, struct err *err)
{
	(void)err;
	text_repair(out, m->text, strlen(m->text));
	if (out->len && out->at[out->len - 1] == '\n')
		str_truncate(out, out->len - 1);
	return true;
}

const struct ai_engine ai_cleanup = {
	.task = "cleanup",
	.summary = "joins divided words and lines, takes out page numbers and running heads",
	.run = clean_up,
};

/* ---- summarise ---- */

#define WORDS 150 /* as the template has it */

/* It has the words of the text: it does not translate. */
static bool check_language(const struct ai_material *m, struct err *err)
{
	const char *wanted = json_get_string(m->values, "language");
	enum text_language is = text_language_of(m->text, strlen(m->text));
	struct str folded = {0};
	bool same;

	if (!wanted || !*wanted)
		return true;
	letter_fold(&folded, wanted, strlen(wanted));
	same = is == TEXT_ENGLISH  ? str_starts(folded.at, "en")
	       : is == TEXT_GERMAN ? str_starts(folded.at, "de") || str_starts(folded.at, "ger")
				   : false;
	str_release(&folded);
	if (same)
		return true;
	err_set(err, ERR_INPUT,
		"the built-in summary has the sentences of the text: it cannot be in '%s'", wanted);
	return err_hint(err, "leave 'language' out, or configure a model");
}

static bool summarise(const struct ai_material *m, struct str *out, struct err *err)
{
	const char *focus = json_get_string(m->values, "focus");
	double words = json_get_number(m->values, "words", WORDS);
	struct text_summary s = {.focus = focus ? focus : "",
		.words = words < 1     ? 1
			 : words > 1e6 ? 1000000
				       : (size_t)words,
		.bullets = str_eq(json_get_string(m->values, "style"), "bullets")};
	struct str text = {0};

	if (!check_language(m, err))
		return false;
	text_repair(&text, m->text, strlen(m->text));
	s.text = str_text(&text);
	s.len = text.len;
	text_summarise(out, &s);
	str_release(&text);
	return out->len || err_set(err, ERR_INPUT, "there is no sentence in the text to summarise");
}

const struct ai_engine ai_summarise = {
	.task = "summarise",
	.summary = "the sentences of the text that say most, in their order",
	.run = summarise,
};
