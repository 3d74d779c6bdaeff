#include "core/cards/face.h"

#include "core/ai/builtin.h"
#include "core/cards/valid.h"
#include "core/data/json.h"
#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <string.h>

void card_face_of(struct arena *a, const struct note *n, int ord, struct card_face *ret)
{
	struct str shown = {0}, hidden = {0};

	*ret = (struct card_face){n->question, n->answer, n->sentence, n->heading, n->kind};
	if (!n->cloze)
		return;
	card_cloze_sides(n->cloze, ord + 1, &shown, &hidden);
	ret->question = arena_strdup(a, str_text(&shown));
	ret->answer = arena_strdup(a, str_text(&hidden));
	str_release(&shown);
	str_release(&hidden);
}

/* Words with single blanks between and around. */
static void fold_words(const char *text, struct str *out)
{
	struct text_span word;

	str_add_char(out, ' ');
	for (size_t at = 0; text_next_word(text, strlen(text), &at, &word);) {
		letter_fold(out, word.at, word.len);
		str_add_char(out, ' ');
	}
}

bool card_hint_tells(const char *hint, const char *answer)
{
	struct str h = {0}, a = {0};
	bool tells;

	fold_words(hint, &h);
	fold_words(answer, &a);
	if (a.len > 1)
		tells = strstr(str_text(&h), str_text(&a)) != NULL;
	else /* signs alone */
		tells = *answer && strstr(hint, answer) != NULL;
	str_release(&h);
	str_release(&a);
	return tells;
}

static bool run_engine(const struct card_face *f, int level, struct str *out, struct err *err)
{
	cJSON *values = json_new_object();
	struct ai_material m = {.text = f->question, .values = values};
	bool ok;

	json_set_string(values, "question", f->question);
	json_set_string(values, "answer", f->answer);
	json_set_string(values, "source", f->sentence);
	json_set_number(values, "level", level);
	ok = ai_engine_find("hint")->run(&m, out, err);
	json_free(values);
	return ok;
}

bool card_hint(const struct card_face *f, int level, struct str *out, struct err *err)
{
	struct str hint = {0};
	bool ok = run_engine(f, level, &hint, err);

	/* A sentence that says it twice in other words: then only its form. */
	if (ok && card_hint_tells(str_text(&hint), f->answer)) {
		str_clear(&hint);
		ok = run_engine(f, 1, &hint, err);
	}
	/* "1 word" tells the answer "1". */
	if (ok && card_hint_tells(str_text(&hint), f->answer)) {
		str_clear(&hint);
		str_add(&hint, "…");
	}
	if (ok)
		str_add(out, str_text(&hint));
	if (ok && level == 1 && f->heading && *f->heading &&
		!card_hint_tells(f->heading, f->answer))
		str_addf(out, " (%s)", f->heading);
	str_release(&hint);
	return ok;
}
