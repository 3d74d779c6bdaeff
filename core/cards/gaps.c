#include "core/cards/gaps.h"

#include "core/base/tr.h"
#include "core/cards/face.h"
#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Below it a card is weak: what is due has 0.9, what was forgotten much less. */
#define WEAK_RECALL 0.7
#define WEAK_LAPSES 3
/* How far below a topic its foundations are looked for. */
#define BRIDGE_DEPTH 2

const char *gap_kind_name(enum gap_kind k)
{
	static const char *const names[] = {
		N_("undefined"), N_("weak"), N_("unlearnt"), N_("heading")};

	return names[k];
}

const char *gap_severity_name(enum gap_severity s)
{
	static const char *const names[] = {N_("low"), N_("medium"), N_("high")};

	return names[s];
}

/* ---- terms ---- */

/* Folded stems with a blank around each: " key sign ". */
static void stems_of(const char *text, size_t len, struct str *out)
{
	struct text_span word;
	struct str folded = {0};

	str_add_char(out, ' ');
	for (size_t at = 0; text_next_word(text, len, &at, &word);) {
		str_clear(&folded);
		letter_fold(&folded, word.at, word.len);
		text_stem(&folded, TEXT_ENGLISH);
		str_add(out, str_text(&folded));
		str_add_char(out, ' ');
	}
	str_release(&folded);
}

/* "Key signing key (KSK)" without its brackets. */
static const char *stem_term(struct arena *a, const char *term)
{
	struct str out = {0};
	const char *kept;

	stems_of(term, strcspn(term, "("), &out);
	kept = arena_strdup(a, str_text(&out));
	str_release(&out);
	return kept;
}

/* A text behind its article. */
static const char *skip_article(const char *text)
{
	static const char *const articles[] = {
		"a ", "an ", "the ", "ein ", "eine ", "der ", "die ", "das "};

	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
		if (strncasecmp(text, articles[i], strlen(articles[i])) == 0)
			return text + strlen(articles[i]);
	return text;
}

/* The term that a definition's question asks for. */
static const char *term_of(struct arena *a, const struct note *n)
{
	static const char *const openers[] = {"What is ", "What are ", "What does ", "Was ist ",
		"Was sind ", "What is meant by "};
	const char *anchored = strchr(n->anchor, '\x1f'), *q = n->question;
	size_t len;

	if (strcmp(n->kind, "definition") != 0 && strcmp(n->kind, "acronym") != 0)
		return "";
	if (anchored && anchored[1])
		return arena_strdup(a, skip_article(anchored + 1));
	for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
		if (strncmp(q, openers[i], strlen(openers[i])) == 0) {
			q += strlen(openers[i]);
			break;
		}
	if (q == n->question)
		return "";
	q = skip_article(q);
	len = strlen(q);
	while (len && strchr("? ", q[len - 1]))
		len--;
	return arena_strndup(a, q, len);
}

void gap_graph_add(struct gap_graph *g, const struct note_record *r, double recall)
{
	const struct note *n = &r->note;
	struct gap_card c = {.uuid = arena_strdup(&g->arena, n->uuid),
		.term = term_of(&g->arena, n),
		.recall = recall,
		.is_draft = n->status == NOTE_DRAFT};
	struct card_face f;

	card_face_of(&g->arena, n, 0, &f);
	c.question = arena_strdup(&g->arena, f.question);
	c.answer = arena_strdup(&g->arena, n->cloze ? n->sentence : f.answer);
	for (size_t i = 0; i < r->cards_len; i++)
		c.lapses =
			r->cards[i].memory.lapses > c.lapses ? r->cards[i].memory.lapses : c.lapses;
	if (*c.term)
		c.stems = stem_term(&g->arena, c.term);
	vec_push(&g->cards, c);
	if (c.stems && strlen(c.stems) > 1 && !map_has(&g->by_term, c.stems))
		map_put(&g->by_term, c.stems, (void *)(uintptr_t)g->cards.len);
}

void gap_graph_release(struct gap_graph *g)
{
	for (size_t i = 0; i < g->cards.len; i++)
		vec_release(&g->cards.at[i].needs);
	vec_release(&g->cards);
	map_release(&g->by_term);
	arena_release(&g->arena);
}

/* ---- edges ---- */

#define TERM_WORDS_MAX 5

static void need(struct gap_graph *g, size_t card, size_t other)
{
	struct gap_card *c = &g->cards.at[card];

	for (size_t i = 0; i < c->needs.len; i++)
		if (c->needs.at[i] == other)
			return;
	if (other != card)
		vec_push(&c->needs, other);
}

/* Each run of up to five words of the answer that is a term. */
static void join_card(struct gap_graph *g, size_t card)
{
	struct str stems = {0};
	const char *text = g->cards.at[card].answer;

	stems_of(text, strlen(text), &stems);
	for (size_t from = 0; from + 1 < stems.len;) {
		size_t to = from;

		for (int words = 0; words < TERM_WORDS_MAX && to + 1 < stems.len; words++) {
			const char *end = strchr(stems.at + to + 1, ' ');
			uintptr_t found;

			to = (size_t)(end - stems.at);
			found = (uintptr_t)map_get_bytes(
				&g->by_term, stems.at + from, to + 1 - from);
			if (found)
				need(g, card, found - 1);
		}
		from = (size_t)(strchr(stems.at + from + 1, ' ') - stems.at);
	}
	str_release(&stems);
}

void gap_graph_join(struct gap_graph *g)
{
	for (size_t i = 0; i < g->cards.len; i++)
		join_card(g, i);
}

/* ---- gaps ---- */

static bool is_weak(const struct gap_card *c)
{
	return c->recall >= 0 && (c->recall < WEAK_RECALL || c->lapses >= WEAK_LAPSES);
}

static enum gap_severity severity_of(size_t uses)
{
	return uses >= 4 ? GAP_HIGH : uses >= 2 ? GAP_MEDIUM : GAP_LOW;
}

static void find_foundations(struct gap_graph *g, struct gaps *ret)
{
	size_t *uses = arena_array(&g->arena, size_t, g->cards.len + 1);

	for (size_t i = 0; i < g->cards.len; i++)
		for (size_t k = 0; k < g->cards.at[i].needs.len; k++)
			uses[g->cards.at[i].needs.at[k]]++;
	for (size_t i = 0; i < g->cards.len; i++) {
		const struct gap_card *c = &g->cards.at[i];

		if (!uses[i] || (!is_weak(c) && c->recall >= 0))
			continue;
		vec_push(&ret->list,
			((struct gap){c->recall < 0 ? GAP_UNLEARNT : GAP_WEAK, severity_of(uses[i]),
				c->term, c->uuid, uses[i], c->recall}));
	}
}

/* A name, or letters: what a text does not explain by common words. */
static bool is_technical(const struct text_span *w, bool first)
{
	size_t upper = 0;

	for (size_t i = 0; i < w->len; i++)
		upper += isupper((unsigned char)w->at[i]) != 0;
	return w->len >= 2 && w->len <= 30 &&
	       (upper >= 2 ||
		       (upper == 1 && !first && w->len > 3 && isupper((unsigned char)w->at[0])));
}

struct use {
	const char *word, *stem; /* as written, and as compared */
	size_t count, last;
};

struct uses {
	struct map by_stem;
	VEC(struct use *) list;
};

static void count_uses(struct gap_graph *g, struct uses *uses)
{
	struct str key = {0};

	for (size_t i = 0; i < g->cards.len; i++) {
		const char *text = g->cards.at[i].answer;
		struct text_span word;
		bool first = true;

		for (size_t at = 0; text_next_word(text, strlen(text), &at, &word); first = false) {
			struct use *u;

			if (!is_technical(&word, first))
				continue;
			str_clear(&key);
			stems_of(word.at, word.len, &key);
			u = map_get(&uses->by_stem, str_text(&key));
			if (!u) {
				u = arena_new(&g->arena, struct use);
				u->word = arena_strndup(&g->arena, word.at, word.len);
				u->stem = arena_strdup(&g->arena, str_text(&key));
				map_put(&uses->by_stem, u->stem, u);
				vec_push(&uses->list, u);
			}
			u->count += u->last != i + 1;
			u->last = i + 1;
		}
	}
	str_release(&key);
}

/* Whether a term, or a part of one, has this stem. */
static bool is_defined(const struct gap_graph *g, const char *stem)
{
	if (map_has(&g->by_term, stem))
		return true;
	for (size_t i = 0; i < g->cards.len; i++)
		if (g->cards.at[i].stems && strstr(g->cards.at[i].stems, stem))
			return true;
	return false;
}

static void find_undefined(struct gap_graph *g, struct gaps *ret)
{
	struct uses uses = {0};

	count_uses(g, &uses);
	for (size_t i = 0; i < uses.list.len; i++) {
		const struct use *u = uses.list.at[i];

		if (u->count >= 2 && !is_defined(g, u->stem))
			vec_push(&ret->list, ((struct gap){GAP_UNDEFINED, severity_of(u->count),
						     u->word, NULL, u->count, -1}));
	}
	map_release(&uses.by_stem);
	vec_release(&uses.list);
}

static int by_severity(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;

	if (x->severity != y->severity)
		return x->severity > y->severity ? -1 : 1;
	if (x->uses != y->uses)
		return x->uses > y->uses ? -1 : 1;
	return strcmp(x->subject, y->subject);
}

void gaps_sort(struct gaps *g)
{
	if (g->list.len)
		qsort(g->list.at, g->list.len, sizeof *g->list.at, by_severity);
}

void gaps_find(struct gap_graph *g, struct gaps *ret)
{
	find_foundations(g, ret);
	find_undefined(g, ret);
	gaps_sort(ret);
}

void gaps_release(struct gaps *g)
{
	vec_release(&g->list);
}

/* ---- bridges ---- */

/* The card whose term is the topic; else the first whose question names it. */
static size_t find_topic(struct gap_graph *g, const char *topic)
{
	const char *stems = stem_term(&g->arena, skip_article(topic));
	uintptr_t found = (uintptr_t)map_get(&g->by_term, stems);
	struct str question = {0};
	size_t i;

	if (found)
		return found - 1;
	for (i = 0; i < g->cards.len; i++) {
		str_clear(&question);
		stems_of(g->cards.at[i].question, strlen(g->cards.at[i].question), &question);
		if (strlen(stems) > 1 && strstr(str_text(&question), stems))
			break;
	}
	str_release(&question);
	return i;
}

/* How far below the topic each card lies, by the shortest way, plus one; 0: too far. */
static int *measure(struct gap_graph *g, size_t topic)
{
	int *depths = arena_array(&g->arena, int, g->cards.len);
	size_t *queue = arena_array(&g->arena, size_t, g->cards.len), len = 1;

	queue[0] = topic;
	depths[topic] = 1;
	for (size_t at = 0; at < len && depths[queue[at]] <= BRIDGE_DEPTH; at++) {
		const struct gap_card *c = &g->cards.at[queue[at]];

		for (size_t i = 0; i < c->needs.len; i++)
			if (!depths[c->needs.at[i]]) {
				depths[c->needs.at[i]] = depths[queue[at]] + 1;
				queue[len++] = c->needs.at[i];
			}
	}
	return depths;
}

/* What stands below comes first (a topological order, by depth-first search). */
static void visit(
	struct gap_graph *g, size_t card, const int *depths, bool *seen, struct gap_bridge *ret)
{
	const struct gap_card *c = &g->cards.at[card];

	if (seen[card] || !depths[card])
		return;
	seen[card] = true;
	for (size_t i = 0; i < c->needs.len; i++)
		visit(g, c->needs.at[i], depths, seen, ret);
	if (depths[card] == 1 || c->is_draft || c->recall < 0 || is_weak(c))
		vec_push(&ret->cards, card);
}

bool gaps_bridge(struct gap_graph *g, const char *topic, size_t max, struct gap_bridge *ret)
{
	size_t start = find_topic(g, topic);
	bool *seen = arena_array(&g->arena, bool, g->cards.len + 1);
	struct gaps undefined = {0};

	memset(ret, 0, sizeof *ret);
	if (start >= g->cards.len)
		return false;
	visit(g, start, measure(g, start), seen, ret);
	/* The topic itself is the last one; what is cut is what lies furthest below. */
	if (ret->cards.len > max) {
		size_t cut = ret->cards.len - max;

		memmove(ret->cards.at, ret->cards.at + cut, max * sizeof *ret->cards.at);
		ret->cards.len = max;
	}
	find_undefined(g, &undefined);
	for (size_t i = 0; i < undefined.list.len; i++)
		for (size_t k = 0; k < ret->cards.len; k++)
			if (strstr(g->cards.at[ret->cards.at[k]].answer,
				    undefined.list.at[i].subject)) {
				vec_push(&ret->missing, undefined.list.at[i].subject);
				break;
			}
	gaps_release(&undefined);
	return true;
}

void gap_bridge_release(struct gap_bridge *b)
{
	vec_release(&b->cards);
	vec_release(&b->missing);
}
