#include "core/ask/ask_impl.h"

#include "core/ask/confidence.h"
#include "core/ask/dictionary.h"
#include "core/ask/explain.h"
#include "core/ask/glossary.h"
#include "core/ask/intent.h"
#include "core/text/word.h"

#include <stdlib.h>
#include <string.h>

/* The dictionaries beside English. */
static const char *const languages[] = {"de"};

/* Told without a dictionary, which takes a millisecond to read. */
static bool is_plainly_english(const char *question)
{
	return !question || text_language_of(question, strlen(question)) == TEXT_ENGLISH;
}

static void choose_language(struct ask_lexicon *l, const struct ask_options *o)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		struct ask_dictionary *d;

		if (o->language ? !str_eq(o->language, languages[i])
				: is_plainly_english(o->sample))
			continue;
		d = ask_dictionary_load(languages[i]);
		if (o->language || ask_dictionary_leaning(d, l, o->sample) > 0) {
			ask_lexicon_speak(l, d);
			return;
		}
		ask_dictionary_free(d);
	}
}

/* That the database takes each metric and filter, before a question is made of one. */
static bool check_glossary(const struct ask *a, struct err *err)
{
	struct str sql = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < a->glossary->list.len; i++) {
		const struct ask_gloss *one = &a->glossary->list.at[i];

		if (one->kind != GLOSS_METRIC && one->kind != GLOSS_FILTER)
			continue;
		str_clear(&sql);
		str_addf(&sql, "SELECT %s FROM ", one->sql);
		ask_quote_name(&sql, one->target);
		ok = source_check(a->source, str_text(&sql), err) ||
		     err_wrap(err, "%s:%d: '%s'", a->glossary->path, one->line, one->phrase);
	}
	str_release(&sql);
	return ok;
}

bool ask_open(struct source *s, const struct ask_options *o, struct ask **ret, struct err *err)
{
	struct ask *a = mem_alloc(sizeof *a);

	arena_init(&a->arena);
	a->source = s;
	a->lexicon = ask_lexicon_load();
	choose_language(a->lexicon, o);
	if (!ask_catalog_open(s, a->lexicon, &a->catalog, err) ||
		(o->glossary && !(ask_glossary_load(o->glossary, &a->glossary, err) &&
					ask_catalog_gloss(a->catalog, a->glossary, err) &&
					check_glossary(a, err)))) {
		ask_close(a);
		return false;
	}
	*ret = a;
	return true;
}

void ask_close(struct ask *a)
{
	if (!a)
		return;
	ask_catalog_free(a->catalog);
	ask_glossary_free(a->glossary);
	ask_lexicon_free(a->lexicon);
	arena_release(&a->arena);
	free(a);
}

const char *ask_chart_name(enum ask_chart c)
{
	static const char *const names[] = {"table", "kpi", "bar", "line", "pie", "scatter"};

	return names[c];
}

bool ask_read_question(
	struct ask *a, const char *text, const struct ask_question **ret, struct err *err)
{
	struct ask_question *q = arena_new(&a->arena, struct ask_question);

	if (strlen(text) > ASK_QUESTION_MAX_BYTES)
		return err_set(err, ERR_INPUT, "the question is longer than %d bytes",
			ASK_QUESTION_MAX_BYTES);
	ask_question_read(&a->arena, a->lexicon, text, q);
	*ret = q;
	return true;
}

bool ask_link_question(struct ask *a, const struct ask_question *q, bool *ret_sampled,
	struct ask_link **ret, struct err *err)
{
	struct ask_values v;

	if (!ask_values_find(a->source, a->catalog, q, &v, err))
		return false;
	*ret_sampled = v.is_partial;
	*ret = arena_new(&a->arena, struct ask_link);
	ask_link_read(a->catalog, q, &v, *ret);
	ask_values_release(&v);
	return true;
}

static void judge(const struct ask_frame *f, struct ask_reading *ret)
{
	double signs[SIGNS];

	ask_confidence_signs(f, signs);
	ret->confidence = ask_confidence(signs);
	if (f->unplaced) {
		ret->unplaced = mem_strdup(f->unplaced);
		ret->nearest = ask_explain_nearest(f->catalog, f->unplaced, f->focus);
	}
}

/* Whether the words of a question of another language, in English, want a change. */
static bool writes_in_english(const struct ask_question *q)
{
	struct str words = {0};
	bool writes;

	if (!q->lexicon->dictionary)
		return false;
	for (size_t i = 0; i < q->len; i++)
		str_addf(&words, "%s ", q->words[i].text);
	writes = ask_intent_writes(str_text(&words));
	str_release(&words);
	return writes;
}

bool ask_say(struct ask *a, struct ask_link *link, struct ask_frame *ret_frame,
	struct ask_alternative *ret, struct err *err)
{
	struct str sql = {0};
	struct err refused;

	if (!ask_frame_read(a->source, link, ret_frame, err))
		return false;
	if (!ask_render(a->catalog, ret_frame->shape, &sql)) {
		str_release(&sql);
		err_set(err, ERR_NO_ANSWER, "nothing connects the tables that the question names");
		return err_hint(err, "name the connection in a glossary, or ask about one of them");
	}
	/* An odd question may come out as no query at all. */
	if (!source_check(a->source, str_text(&sql), &refused)) {
		str_release(&sql);
		err_set(err, ERR_NO_ANSWER, "no query can be made of the question");
		return err_hint(err, "say it with the names of tables and columns");
	}
	*ret = (struct ask_alternative){str_take(&sql), ask_explain(a->catalog, ret_frame->shape)};
	return true;
}

bool ask_read(struct ask *a, const char *question, struct ask_reading *ret, struct err *err)
{
	struct ask_alternative best;
	struct ask_frame f;
	struct ask_link *link, fresh;
	const struct ask_question *q;

	*ret = (struct ask_reading){0};
	arena_reset(&a->arena);
	if (ask_intent_writes(question))
		return ask_intent_refuse(err);
	if (!ask_read_question(a, question, &q, err))
		return false;
	if (writes_in_english(q))
		return ask_intent_refuse(err);
	if (!ask_link_question(a, q, &ret->sampled, &link, err))
		return false;
	fresh = ask_link_copy(link);
	if (!ask_say(a, link, &f, &best, err))
		return false;
	ret->sql = best.sql;
	ret->explanation = best.explanation;
	ret->chart = ask_explain_chart(&f);
	judge(&f, ret);
	if (!ret->unplaced) {
		double gap = ret->confidence >= ASK_CONFIDENT ? ASK_TIE : ASK_ALL;

		ask_find_alternatives(a, &fresh, gap, ret);
	}
	return true;
}

bool ask_is_sure(const struct ask_reading *r)
{
	return !r->unplaced && !r->alternatives_len && r->confidence >= ASK_CONFIDENT;
}

bool ask_refuse(const struct ask_reading *r, struct err *err)
{
	if (r->unplaced) {
		err_set(err, ERR_NO_ANSWER, "nothing in the database is called '%s'", r->unplaced);
		if (r->nearest)
			err_hint(err, "there is: %s; --guess shows the best reading anyway",
				r->nearest);
		else
			err_hint(err, "--guess shows the best reading anyway");
		return false;
	}
	if (r->alternatives_len && r->confidence >= ASK_CONFIDENT) {
		err_set(err, ERR_NO_ANSWER, "the question may as well mean something else");
		return err_hint(
			err, "name the column that is meant; --guess takes the first reading");
	}
	err_set(err, ERR_NO_ANSWER, "not sure what the question means (confidence %.0f %%)",
		100 * r->confidence);
	return err_hint(err, "say it with the names of tables and columns; --guess shows the best "
			     "reading anyway");
}

void ask_reading_release(struct ask_reading *r)
{
	free(r->sql);
	free(r->explanation);
	free(r->unplaced);
	free(r->nearest);
	for (size_t i = 0; i < r->alternatives_len; i++) {
		free(r->alternatives[i].sql);
		free(r->alternatives[i].explanation);
	}
}
