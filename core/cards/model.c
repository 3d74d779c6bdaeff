#include "core/cards/model.h"

#include "core/ai/structured.h"
#include "core/cards/chunk.h"
#include "core/cards/fingerprint.h"
#include "core/text/sentence.h"

#include <string.h>
#include <strings.h>

/* Less of the answer's words in the text, and the model knows it from elsewhere. */
#define GROUNDED 0.7
/* Questions that the model is shown, so as not to ask them again. */
#define KNOWN_MAX 20

struct dialogue {
	const struct text_document *d;
	const struct card_model_options *o;
	struct card_model_result *result;
	struct card_set *set;
	struct card_coverage *coverage;
	const struct card_chunk *chunk;
	cJSON *faulty; /* [{question, answer, problem}] of the part at hand */
};

/* ---- a card ---- */

static bool begins(const char *text, const char *const *openers)
{
	for (; *openers; openers++)
		if (strncasecmp(text, *openers, strlen(*openers)) == 0)
			return true;
	return false;
}

static enum card_kind kind_of(const char *question)
{
	static const char *const what[] = {
		"what is ", "what are ", "was ist ", "was sind ", "define ", NULL};
	static const char *const why[] = {"why ", "warum ", "weshalb ", "wozu ", NULL};
	static const char *const when[] = {
		"when ", "what happens ", "wann ", "was geschieht ", "under which ", NULL};
	static const char *const count[] = {
		"how many ", "how much ", "how long ", "wie viel", "wie lange ", NULL};

	if (strstr(question, "stand for") ||
		begins(question, (const char *const[]){"wofür steht", NULL}))
		return CARD_ACRONYM;
	return begins(question, what)    ? CARD_DEFINITION
	       : begins(question, why)   ? CARD_CAUSE
	       : begins(question, when)  ? CARD_CONDITION
	       : begins(question, count) ? CARD_NUMBER
					 : CARD_FACT;
}

/* The block that a source comes from: the one that has most of its words. */
static size_t block_of(const struct dialogue *l, const char *source)
{
	size_t best = l->chunk->first;
	double most = 0;

	for (size_t i = l->chunk->first; i <= l->chunk->last; i++) {
		const struct text_block *b = &l->d->blocks.at[i];
		double share;

		if (strstr(b->text, source))
			return i;
		share = card_grounding(source, b->text);
		if (b->len && share > most) {
			most = share;
			best = i;
		}
	}
	return best;
}

static enum card_fault fault_of(const struct dialogue *l, const struct card_draft *draft)
{
	enum card_fault fault = card_fault_of(draft);

	if (!fault && card_grounding(draft->answer, l->chunk->text) < GROUNDED)
		fault = FAULT_UNGROUNDED;
	return fault;
}

enum round { FIRST, REPAIR };

static void take_card(struct dialogue *l, const cJSON *card, enum round round)
{
	struct arena *a = &l->set->arena;
	const char *source = json_get_string(card, "source");
	struct card_draft draft = {.question = json_get_string(card, "question"),
		.answer = json_get_string(card, "answer"),
		.term = "",
		.score = 0.8};
	enum card_fault fault = fault_of(l, &draft);

	if (fault && round == FIRST) {
		cJSON *entry = json_new_object();

		json_set_string(entry, "question", draft.question);
		json_set_string(entry, "answer", draft.answer);
		json_set_string(entry, "problem", card_fault_text(fault));
		json_append_take(l->faulty, entry);
		return;
	}
	if (fault) {
		l->coverage->dropped[fault]++;
		return;
	}
	l->result->repaired += round == REPAIR;
	draft.kind = kind_of(draft.question);
	draft.block = block_of(l, source ? source : draft.answer);
	draft.question = arena_strdup(a, draft.question);
	draft.answer = arena_strdup(a, draft.answer);
	draft.sentence = arena_strdup(a, source ? source : "");
	vec_push(&l->set->list, draft);
}

/* ---- a part ---- */

static size_t count_of(const struct dialogue *l)
{
	size_t count = l->chunk->words / 40 + 1;

	if (l->o->cards->max && count > l->o->cards->max)
		count = l->o->cards->max;
	return count > 20 ? 20 : count;
}

static cJSON *first_values(const struct dialogue *l)
{
	cJSON *v = json_new_object(), *known = json_new_array();
	size_t from = l->set->list.len > KNOWN_MAX ? l->set->list.len - KNOWN_MAX : 0;

	for (size_t i = from; i < l->set->list.len; i++)
		json_append_take(known, json_new_string(l->set->list.at[i].question));
	json_set_string(v, "text", l->chunk->text);
	json_set_number(v, "count", (double)count_of(l));
	json_set_string(v, "subject", l->chunk->subject);
	json_add_take(v, "known", known);
	return v;
}

static cJSON *repair_values(const struct dialogue *l)
{
	cJSON *v = json_new_object();

	json_set_string(v, "text", l->chunk->text);
	json_add_take(v, "cards", json_copy(l->faulty));
	return v;
}

static void add_up(struct card_model_result *r, const struct ai_answer *a)
{
	r->calls++;
	r->cached += a->cached;
	r->provider = a->provider;
	r->model = a->model;
	r->cost = r->cost < 0 || a->cost < 0 ? -1 : r->cost + a->cost;
}

/* Asks a prompt with these values, which are taken over, and takes the cards. */
static bool ask(
	struct dialogue *l, const char *name, cJSON *values, enum round round, struct err *err)
{
	struct ai_prompt *prompt = NULL;
	struct ai_messages messages;
	struct ai_request request;
	struct ai_ask call = *l->o->ask, own;
	struct ai_structured s = {0};
	struct arena arena = {0};
	bool ok = ai_prompt_for(l->o->ai, name, &prompt, err) &&
		  ai_prompt_allowed(prompt, l->o->config, err) &&
		  ai_prompt_render(&arena, prompt, values, &messages, err);

	if (ok) {
		ai_prompt_ask(prompt, &messages, &request, &own);
		call.request = &request;
		call.task = own.task;
		call.template_hash = own.template_hash;
		call.template_tier = own.template_tier;
		call.material = own.material;
		ok = ai_call_structured(l->o->ai, &call, &s, err);
	}
	if (ok) {
		add_up(l->result, &s.answer);
		json_each(card, json_get(s.value, "cards"))
			take_card(l, card, round);
	}
	ai_structured_release(&s);
	ai_prompt_free(prompt);
	json_free(values);
	arena_release(&arena);
	return ok;
}

static bool ask_part(struct dialogue *l, struct err *err)
{
	bool ok;

	l->faulty = json_new_array();
	ok = ask(l, "cards", first_values(l), FIRST, err) &&
	     (json_count(l->faulty) == 0 || ask(l, "cards-repair", repair_values(l), REPAIR, err));
	json_free(l->faulty);
	return ok;
}

bool cards_ask_model(struct card_set *ret, struct card_coverage *coverage,
	const struct text_document *d, const struct card_model_options *o,
	struct card_model_result *result, struct err *err)
{
	struct dialogue l = {.d = d, .o = o, .result = result, .set = ret, .coverage = coverage};
	struct card_chunks chunks;
	bool ok = true;

	*result = (struct card_model_result){0};
	card_chunks_of(&chunks, d);
	result->parts = chunks.list.len;
	for (size_t i = 0; ok && i < chunks.list.len; i++) {
		l.chunk = &chunks.list.at[i];
		if (o->on_part)
			o->on_part(o->self, i, chunks.list.len, l.chunk->subject);
		ok = ask_part(&l, err);
		result->parts_done += ok;
	}
	cards_select(ret, coverage, d, o->cards);
	card_chunks_release(&chunks);
	return ok;
}
