#include "core/ai/builtin.h"

#include "core/text/letter.h"
#include "core/text/word.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A label is the words of its name, its description and the examples that have
 * it.  A text counts for it with the words it shares, each less the more labels
 * have it. */

#define NAME_WEIGHT 3
#define DESCRIPTION_WEIGHT 2
#define EXAMPLE_WEIGHT 1
/* Half the best label's points are another label's, where several may fit. */
#define ALSO 0.5
/* Shorter beginnings are shared by chance: "delivery" and "delivered" is none. */
#define STEM_SHARED 5

struct label {
	const char *name;
	size_t place;
	VEC(double) weights; /* by the stem's number */
	double score;
	VEC(uint32_t) matched; /* places in the text's words */
};

struct sorting {
	const struct ai_material *m;
	struct text_stems stems;
	VEC(struct label) labels;
	struct text_numbers text;
	VEC(struct text_span) words; /* of the text, by place */
};

/* ---- labels ---- */

static void add_words(struct sorting *s, struct label *l, const char *text, double weight)
{
	struct text_numbers numbers = {0};

	text_stems_add(&s->stems, text, strlen(text), &numbers);
	for (size_t i = 0; i < numbers.list.len; i++) {
		while (l->weights.len <= numbers.list.at[i])
			vec_push(&l->weights, 0);
		l->weights.at[numbers.list.at[i]] = fmax(l->weights.at[numbers.list.at[i]], weight);
	}
	vec_release(&numbers.list);
}

/* "lateDelivery", "late_delivery" are two words. */
static void add_name(struct sorting *s, struct label *l)
{
	struct str name = {0};

	for (const char *c = l->name; *c; c++) {
		if (c > l->name && *c >= 'A' && *c <= 'Z' && c[-1] >= 'a' && c[-1] <= 'z')
			str_add_char(&name, ' ');
		str_add_char(&name, *c == '_' ? ' ' : *c);
	}
	add_words(s, l, str_text(&name), NAME_WEIGHT);
	str_release(&name);
}

static void add_label(struct sorting *s, const cJSON *item)
{
	const char *description = json_get_string(item, "description");
	struct label l = {
		.name = json_is_string(item) ? item->valuestring : json_get_string(item, "name"),
		.place = s->labels.len};

	if (!l.name)
		return;
	add_name(s, &l);
	if (description)
		add_words(s, &l, description, DESCRIPTION_WEIGHT);
	vec_push(&s->labels, l);
}

/* Of a plain question the first property that is one of several words. */
static const cJSON *choice_of(const cJSON *schema)
{
	json_each(property, json_get(schema, "properties"))
		if (json_is_array(json_get(property, "enum")))
			return property;
	return NULL;
}

/* What an example's answer names; it is JSON in a text. */
static void add_example(struct sorting *s, const cJSON *example)
{
	const char *text = json_get_string(json_get(example, "input"), "text");
	const char *output = json_get_string(example, "output");
	cJSON *answer = NULL;
	struct err ignored;

	if (text && output && json_parse(output, strlen(output), &answer, &ignored))
		json_each(name, json_get(answer, "labels"))
			for (size_t i = 0; i < s->labels.len && json_is_string(name); i++)
				if (str_eq(s->labels.at[i].name, name->valuestring))
					add_words(s, &s->labels.at[i], text, EXAMPLE_WEIGHT);
	json_free(answer);
}

static bool read_labels(struct sorting *s, struct err *err)
{
	const cJSON *labels = json_get(s->m->values, "labels");

	json_each(item, labels ? labels : json_get(choice_of(s->m->schema), "enum"))
		add_label(s, item);
	json_each(example, s->m->examples)
		add_example(s, example);
	if (s->labels.len)
		return true;
	err_set(err, ERR_INPUT, "there are no labels to sort by");
	return err_hint(err,
		"give them: 'blokctl prompt run classify --var labels=…', or a --schema "
		"with an enum");
}

/* ---- the text ---- */

static void read_text(struct sorting *s)
{
	size_t len = strlen(s->m->text);
	struct text_span word;

	for (size_t at = 0; text_next_word(s->m->text, len, &at, &word);) {
		size_t before = s->text.list.len;

		text_stems_add(&s->stems, word.at, word.len, &s->text);
		if (s->text.list.len > before)
			vec_push(&s->words, word);
	}
}

static double weight_of(const struct label *l, uint32_t stem)
{
	return stem < l->weights.len ? l->weights.at[stem] : 0;
}

/* The stem itself, or one that goes on differently: "deliver", "deliveri". */
static double nearest_weight(const struct sorting *s, const struct label *l, uint32_t stem)
{
	const char *word = s->stems.list.at[stem];
	double most = weight_of(l, stem);

	for (size_t i = 0; i < l->weights.len && !most && strlen(word) >= STEM_SHARED; i++) {
		const char *other = s->stems.list.at[i];
		size_t same = 0;

		if (!l->weights.at[i])
			continue;
		while (word[same] && word[same] == other[same])
			same++;
		if (same >= STEM_SHARED && same * 4 >= strlen(word) * 3 &&
			same * 4 >= strlen(other) * 3)
			most = l->weights.at[i] * 0.7;
	}
	return most;
}

/* What all labels have says nothing. */
static double rarity(const struct sorting *s, uint32_t stem)
{
	size_t having = 0;

	for (size_t i = 0; i < s->labels.len; i++)
		having += weight_of(&s->labels.at[i], stem) > 0;
	return s->labels.len == 1 ? 1
				  : log(1 + (double)s->labels.len / (double)(having ? having : 1));
}

static bool is_repeated(const struct sorting *s, size_t place)
{
	for (size_t i = 0; i < place; i++)
		if (s->text.list.at[i] == s->text.list.at[place])
			return true;
	return false;
}

/* Only so many words are looked at: what a text is about stands at its beginning. */
#define WORDS_MAX 3000

static void score(struct sorting *s, struct label *l)
{
	for (size_t i = 0; i < s->text.list.len && i < WORDS_MAX; i++) {
		double w = is_repeated(s, i) ? 0 : nearest_weight(s, l, s->text.list.at[i]);

		if (w <= 0)
			continue;
		l->score += w * rarity(s, s->text.list.at[i]);
		vec_push(&l->matched, (uint32_t)i);
	}
}

/* ---- the answer ---- */

static int by_score(const void *a, const void *b)
{
	const struct label *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

/* Its part of all points, and less where there are few: one word alone that two
 * labels could have is a guess. */
static double confidence(const struct sorting *s)
{
	double all = 0, best = s->labels.at[0].score;

	for (size_t i = 0; i < s->labels.len; i++)
		all += s->labels.at[i].score;
	if (best <= 0)
		return 0;
	return round(best / all * (1 - exp(-best / 2)) * 100) / 100;
}

static char *reason(const struct sorting *s)
{
	const struct label *best = &s->labels.at[0];
	struct str text = {0};

	if (best->score <= 0)
		str_add(&text,
			"no word of the text is one of a label, its description or an example");
	for (size_t i = 0; i < best->matched.len && i < 5; i++) {
		struct text_span word = s->words.at[best->matched.at[i]];

		str_addf(&text, "%s\"%.*s\"", i ? ", " : "", (int)word.len, word.at);
	}
	return str_take(&text);
}

static bool allows_null(const cJSON *property)
{
	json_each(item, json_get(property, "enum"))
		if (json_is_null(item))
			return true;
	return false;
}

/* {property: label}, or null when none fits and the schema allows it. */
static bool answer_choice(const struct sorting *s, cJSON *answer, struct err *err)
{
	const cJSON *property = choice_of(s->m->schema);
	bool fits = s->labels.at[0].score > 0;

	if (!fits && !allows_null(property))
		return err_set(
			err, ERR_NO_ANSWER, "no label fits: no word of the text is one of a label");
	json_set_string(answer, property->string, fits ? s->labels.at[0].name : NULL);
	return true;
}

static void answer_labels(const struct sorting *s, cJSON *answer)
{
	bool several = json_get_bool(s->m->values, "several", false);
	cJSON *list = json_new_array();
	char *why = reason(s);

	for (size_t i = 0; i < s->labels.len && (several || !i); i++)
		if (s->labels.at[i].score > 0 &&
			s->labels.at[i].score >= ALSO * s->labels.at[0].score)
			json_append_take(list, json_new_string(s->labels.at[i].name));
	json_add_take(answer, "labels", list);
	json_set_number(answer, "confidence", confidence(s));
	json_set_string(answer, "reason", why);
	free(why);
}

static void release(struct sorting *s)
{
	for (size_t i = 0; i < s->labels.len; i++) {
		vec_release(&s->labels.at[i].weights);
		vec_release(&s->labels.at[i].matched);
	}
	vec_release(&s->labels);
	vec_release(&s->text.list);
	vec_release(&s->words);
	text_stems_release(&s->stems);
}

static bool classify(const struct ai_material *m, struct str *out, struct err *err)
{
	struct sorting s = {
		.m = m, .stems = {.language = text_language_of(m->text, strlen(m->text))}};
	cJSON *answer = json_new_object();
	bool ok = read_labels(&s, err);

	if (ok) {
		read_text(&s);
		for (size_t i = 0; i < s.labels.len; i++)
			score(&s, &s.labels.at[i]);
		qsort(s.labels.at, s.labels.len, sizeof *s.labels.at, by_score);
		if (!json_get(m->values, "labels"))
			ok = answer_choice(&s, answer, err);
		else
			answer_labels(&s, answer);
	}
	if (ok)
		json_print(out, answer, JSON_COMPACT);
	json_free(answer);
	release(&s);
	return ok;
}

const struct ai_engine ai_classify = {
	.task = "classify",
	.summary = "the label whose words, description and examples the text shares most with",
	.makes_json = true,
	.run = classify,
};
