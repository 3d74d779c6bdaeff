#include "core/text/summary.h"

#include "core/text/letter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How many sentences are weighed against each other, and taken: the time is
 * their product. */
#define CANDIDATES_MAX 2000
#define TAKEN_MAX 200
/* Of relevance against novelty. */
#define RELEVANCE 0.7
/* Of the best one's score: less is not worth the reader's time. */
#define LEAST 0.3

struct candidate {
	struct text_span span;
	size_t place, words;
	struct text_numbers stems; /* sorted, each once */
	double score, said;        /* said: the nearest one that is taken */
	bool taken;
};

struct summing {
	const struct text_summary *ask;
	struct text_stems stems;
	VEC(uint32_t) counts; /* of each stem in the text */
	VEC(bool) asked;      /* whether it is one of the focus */
	VEC(struct candidate) list;
	double heaviest;
};

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void sort_once(struct text_numbers *n)
{
	size_t kept = 0;

	if (n->list.len)
		qsort(n->list.at, n->list.len, sizeof *n->list.at, by_number);
	for (size_t i = 0; i < n->list.len; i++)
		if (!kept || n->list.at[i] != n->list.at[kept - 1])
			n->list.at[kept++] = n->list.at[i];
	n->list.len = kept;
}

static void count(struct summing *s, const struct text_numbers *numbers)
{
	while (s->counts.len < s->stems.list.len)
		vec_push(&s->counts, 0);
	for (size_t i = 0; i < numbers->list.len; i++)
		s->counts.at[numbers->list.at[i]]++;
}

/* Headings and table rows are no sentences. */
static bool is_statement(const struct text_span *s)
{
	return s->at[0] != '#' && s->at[0] != '|' && s->at[0] != '`' &&
	       !memchr(s->at, '\t', s->len);
}

static void read_sentences(struct summing *s)
{
	struct text_span span;

	for (size_t at = 0; text_next_sentence(s->ask->text, s->ask->len, &at, &span);) {
		size_t mark = text_list_mark(span.at, span.len);
		struct candidate c = {
			.span = {span.at + mark, span.len - mark}, .place = s->list.len};

		text_stems_add(&s->stems, c.span.at, c.span.len, &c.stems);
		count(s, &c.stems);
		sort_once(&c.stems);
		c.words = text_count_words(c.span.at, c.span.len);
		if (c.words && is_statement(&span))
			vec_push(&s->list, c);
		else
			vec_release(&c.stems.list);
	}
}

static void read_focus(struct summing *s)
{
	size_t known = s->stems.list.len;
	struct text_numbers focus = {0};

	for (size_t i = 0; i < known; i++)
		vec_push(&s->asked, false);
	text_stems_add(&s->stems, s->ask->focus, strlen(s->ask->focus), &focus);
	for (size_t i = 0; i < focus.list.len; i++)
		if (focus.list.at[i] < known)
			s->asked.at[focus.list.at[i]] = true;
	vec_release(&focus.list);
}

static double weight(const struct summing *s, uint32_t stem)
{
	double w = log(1 + s->counts.at[stem]);

	return s->asked.at[stem] ? w + 3 : w;
}

static bool has_number(struct text_span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] >= '0' && s.at[i] <= '9')
			return true;
	return false;
}

/* By the mean of its stems, so that long ones have no advantage; short ones say
 * too little, numbers are facts, and what a text is about stands at its beginning. */
static void score(struct summing *s, struct candidate *c)
{
	double sum = 0;

	for (size_t i = 0; i < c->stems.list.len; i++)
		sum += weight(s, c->stems.list.at[i]);
	c->score = c->stems.list.len ? sum / pow((double)c->stems.list.len, 0.75) : 0;
	if (c->words < 4)
		c->score *= 0.4;
	c->score *= c->place == 0 ? 1.5 : c->place < 3 ? 1.2 : 1;
	if (has_number(c->span))
		c->score *= 1.2;
	if (c->span.at[c->span.len - 1] == '?')
		c->score *= 0.6;
	s->heaviest = fmax(s->heaviest, c->score);
}

static int by_score(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static int by_place(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->place < y->place ? -1 : x->place > y->place;
}

/* How much of the shorter one's weight both have: 0 to 1. */
static double overlap(const struct summing *s, const struct candidate *a, const struct candidate *b)
{
	double both = 0, one = 0, other = 0;
	size_t j = 0;

	for (size_t i = 0; i < b->stems.list.len; i++)
		other += weight(s, b->stems.list.at[i]);
	for (size_t i = 0; i < a->stems.list.len; i++) {
		uint32_t stem = a->stems.list.at[i];

		one += weight(s, stem);
		while (j < b->stems.list.len && b->stems.list.at[j] < stem)
			j++;
		if (j < b->stems.list.len && b->stems.list.at[j] == stem)
			both += weight(s, stem);
	}
	return both > 0 ? both / fmin(one, other) : 0;
}

static struct candidate *best(struct summing *s, size_t room)
{
	struct candidate *found = NULL;
	double most = 0;

	for (size_t i = 0; i < s->list.len; i++) {
		struct candidate *c = &s->list.at[i];
		double value = RELEVANCE * c->score / s->heaviest - (1 - RELEVANCE) * c->said;

		/* What says little, or is nearly said already, is no use, though there is room. */
		if (c->taken || c->words > room || c->said > 0.8 ||
			c->score < LEAST * s->heaviest || (found && value <= most))
			continue;
		found = c;
		most = value;
	}
	return found;
}

static void take(struct summing *s, struct candidate *c)
{
	c->taken = true;
	for (size_t i = 0; i < s->list.len; i++)
		if (!s->list.at[i].taken)
			s->list.at[i].said =
				fmax(s->list.at[i].said, overlap(s, &s->list.at[i], c));
}

static size_t choose(struct summing *s)
{
	size_t room = s->ask->words, taken = 0;
	struct candidate *c;

	while (taken < TAKEN_MAX && s->heaviest > 0 && (c = best(s, room))) {
		take(s, c);
		room -= c->words;
		taken++;
	}
	return taken;
}

/* ---- the text ---- */

/* On one line: sentences of a paragraph have its line ends. */
static void add_words(struct str *out, struct text_span s, size_t words)
{
	bool space = false, inside = false;
	size_t count = 0;
	uint32_t cp = 0;

	for (size_t at = 0, step; at < s.len; at += step) {
		enum letter_class c;

		step = letter_next(s.at + at, s.len - at, &cp);
		c = letter_class(cp);
		if (c == LETTER_SPACE) {
			space = true;
			inside = false;
			continue;
		}
		if (c == LETTER_IDEOGRAPH ||
			((c == LETTER_ALPHA || c == LETTER_DIGIT) && !inside)) {
			if (count++ == words)
				break;
			inside = c != LETTER_IDEOGRAPH;
		}
		if (space)
			str_add_char(out, ' ');
		space = false;
		str_add_bytes(out, s.at + at, step);
	}
	if (count > words)
		str_add(out, "…");
}

static void print(const struct summing *s, struct str *out)
{
	bool first = true;

	for (size_t i = 0; i < s->list.len; i++) {
		const struct candidate *c = &s->list.at[i];

		if (!c->taken)
			continue;
		if (!first)
			str_add(out, s->ask->bullets ? "\n" : " ");
		if (s->ask->bullets)
			str_add(out, "- ");
		add_words(out, c->span, s->ask->words);
		first = false;
	}
}

void text_summarise(struct str *out, const struct text_summary *ask)
{
	struct summing s = {
		.ask = ask, .stems = {.language = text_language_of(ask->text, ask->len)}};

	read_sentences(&s);
	read_focus(&s);
	for (size_t i = 0; i < s.list.len; i++)
		score(&s, &s.list.at[i]);
	if (s.list.len)
		qsort(s.list.at, s.list.len, sizeof *s.list.at, by_score);
	while (s.list.len > CANDIDATES_MAX) {
		vec_release(&s.list.at[s.list.len - 1].stems.list);
		s.list.len--;
	}
	/* None fits: the best one, cut. */
	if (ask->words && !choose(&s) && s.list.len)
		s.list.at[0].taken = true;
	if (s.list.len)
		qsort(s.list.at, s.list.len, sizeof *s.list.at, by_place);
	print(&s, out);
	for (size_t i = 0; i < s.list.len; i++)
		vec_release(&s.list.at[i].stems.list);
	vec_release(&s.list);
	vec_release(&s.counts);
	vec_release(&s.asked);
	text_stems_release(&s.stems);
}
