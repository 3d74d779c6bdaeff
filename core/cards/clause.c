#include "core/cards/clause.h"

#include "core/text/letter.h"

#include <ctype.h>
#include <string.h>

/* ---- words ---- */

/* Signs at a word's beginning and end that are none of its own. */
static size_t opening_at(const char *at, size_t len)
{
	uint32_t cp = 0;
	size_t step = letter_next(at, len, &cp);

	return step && step < len &&
			       (cp == '"' || cp == '\'' || cp == '(' || cp == '[' || cp == 0x201c ||
				       cp == 0x201e || cp == 0x2018 || cp == 0xab || cp == 0xbb)
		       ? step
		       : 0;
}

static bool is_closing(uint32_t cp)
{
	return cp == '"' || cp == '\'' || cp == 0x201c || cp == 0x201d || cp == 0x2019 ||
	       cp == 0xab || cp == 0xbb;
}

static bool is_balanced(const char *at, size_t len)
{
	int depth = 0;

	for (size_t i = 0; i < len && depth >= 0; i++)
		depth += (at[i] == '(' || at[i] == '[') - (at[i] == ')' || at[i] == ']');
	return depth == 0;
}

static void trim_word(struct clause_word *w, const char *text)
{
	size_t step;
	uint32_t cp = 0;

	w->at = w->raw_at;
	w->len = w->raw_len;
	while ((step = opening_at(text + w->at, w->len))) {
		char c = text[w->at];

		/* "(optional)" opens here and closes here; "read(2)" does neither. */
		if (c == '(' || c == '[')
			w->before = '(';
		w->at += step;
		w->len -= step;
	}
	while (w->len > 1 && (step = letter_before(text + w->at, w->len, &cp)) && step < w->len) {
		if (strchr(".,;:!?", (int)(cp < 128 ? cp : 'x')))
			w->after = (char)cp;
		else if ((cp == ')' || cp == ']') && !is_balanced(text + w->at, w->len))
			w->after = ')';
		else if (!is_closing(cp))
			break;
		w->len -= step;
	}
}

static void read_word(
	struct clause_word *w, struct arena *a, const struct topics *t, const char *text)
{
	struct str low = {0};
	uint32_t cp = 0;

	trim_word(w, text);
	letter_fold(&low, text + w->at, w->len);
	w->low = arena_strndup(a, str_text(&low), low.len);
	str_release(&low);
	w->is = lexicon_find(t->lexicon, w->low);
	letter_next(text + w->at, w->len, &cp);
	w->is_capital = letter_is_upper(cp);
	w->is_number = letter_class(cp) == LETTER_DIGIT;
	if (w->is_capital && w->len == 1 && w->raw_at > 0) /* "package A" */
		w->is = (struct lexicon_word){0};
}

void clause_read(struct clause *ret, struct arena *a, const struct topics *t, const char *text)
{
	size_t len = strlen(text), count = 1, depth = 0;

	for (size_t i = 0; i < len; i++)
		count += isspace((unsigned char)text[i]) != 0;
	*ret = (struct clause){text, len, arena_array(a, struct clause_word, count), 0};
	for (size_t at = 0; at < len;) {
		struct clause_word *w = &ret->words[ret->count];
		size_t begin = at;

		while (at < len && !isspace((unsigned char)text[at]))
			at++;
		if (at == begin) {
			at++;
			continue;
		}
		w->raw_at = begin;
		w->raw_len = at - begin;
		read_word(w, a, t, text);
		depth += w->before == '(';
		w->in_parens = depth > 0;
		for (size_t i = w->at + w->len; depth && i < at; i++)
			depth -= text[i] == ')' || text[i] == ']';
		ret->count++;
	}
}

/* ---- text ---- */

static size_t count_of(const char *at, size_t len, const char *sign)
{
	size_t count = 0, width = strlen(sign);

	for (size_t i = 0; i + width <= len; i++)
		count += memcmp(at + i, sign, width) == 0;
	return count;
}

/* A sign without its partner inside is cut off. */
static bool is_partnerless(const char *at, size_t len, const char *open, const char *close)
{
	return strcmp(open, close) == 0 ? count_of(at, len, open) % 2 == 1
					: count_of(at, len, open) != count_of(at, len, close);
}

static size_t cut_begin(const char *at, size_t len)
{
	if (len && (at[0] == '(' || at[0] == '[') && !is_balanced(at, len))
		return 1;
	if (len && (at[0] == '"' || at[0] == '\''))
		return is_partnerless(
			at, len, at[0] == '"' ? "\"" : "'", at[0] == '"' ? "\"" : "'");
	if (len > 3 && memcmp(at, "\xe2\x80\x9c", 3) == 0)
		return is_partnerless(at, len, "\xe2\x80\x9c", "\xe2\x80\x9d") ? 3 : 0;
	return 0;
}

static size_t cut_end(const char *at, size_t len)
{
	char last = len ? at[len - 1] : 0;

	if (last && strchr(",;: .", last))
		return !(last == '.' && len > 3 && at[len - 3] == '.' &&
			 isalpha((unsigned char)at[len - 2])); /* "e.g." */
	if ((last == ')' || last == ']') && !is_balanced(at, len))
		return 1;
	if (last == '"')
		return is_partnerless(at, len, "\"", "\"");
	if (len > 3 && memcmp(at + len - 3, "\xe2\x80\x9d", 3) == 0)
		return is_partnerless(at, len, "\xe2\x80\x9c", "\xe2\x80\x9d") ? 3 : 0;
	return 0;
}

void clause_text(const struct clause *c, size_t from, size_t to, struct str *out)
{
	size_t begin, end, cut;

	if (from >= to || to > c->count)
		return;
	begin = c->words[from].raw_at;
	end = c->words[to - 1].raw_at + c->words[to - 1].raw_len;
	while (begin < end && (cut = cut_begin(c->text + begin, end - begin)))
		begin += cut;
	while (begin < end && (cut = cut_end(c->text + begin, end - begin)))
		end -= cut;
	str_add_bytes(out, c->text + begin, end - begin);
}

/* ---- finding ---- */

size_t clause_find(const struct clause *c, size_t from, size_t to, const char *low)
{
	for (size_t i = from; i < to; i++)
		if (!c->words[i].in_parens && clause_word_is(c, i, low))
			return i;
	return to;
}

size_t clause_behind_comma(const struct clause *c, size_t from, size_t to)
{
	for (size_t i = from; i + 1 < to; i++)
		if (c->words[i].after == ',' && !c->words[i + 1].in_parens)
			return i + 1;
	return 0;
}

bool clause_is_plural(const struct clause *c, size_t at)
{
	const struct clause_word *w = &c->words[at];
	size_t len = strlen(w->low);
	static const char *const irregular[] = {"children", "people", "men", "women", "mice",
		"feet", "teeth", "data", "media", "bacteria", "criteria", "phenomena", "they",
		"these", "those", "we", "you"};

	for (size_t i = 0; i < sizeof irregular / sizeof *irregular; i++)
		if (strcmp(w->low, irregular[i]) == 0)
			return true;
	return len > 3 && w->low[len - 1] == 's' && !strchr("sui'", w->low[len - 2]);
}

/* ---- the verb ---- */

/* What often follows a verb, and seldom a noun. */
static bool opens_object(const struct clause *c, size_t at)
{
	return at < c->count &&
	       (clause_is(c, at, LEX_DETERMINER | LEX_PREPOSITION | LEX_PRONOUN | LEX_ADVERB) ||
		       c->words[at].is_number || c->words[at].before ||
		       clause_word_is(c, at, "that") || clause_word_is(c, at, "how") ||
		       clause_word_is(c, at, "what") || clause_word_is(c, at, "whether"));
}

/* What a verb cannot stand behind. */
static bool is_closed_to_verb(const struct clause *c, size_t at)
{
	return clause_is(c, at, LEX_DETERMINER | LEX_PREPOSITION | LEX_CONJUNCTION) &&
	       !clause_is(c, at, LEX_PRONOUN);
}

static bool subject_is_plural(const struct clause *c, size_t from, size_t at)
{
	while (at > from + 1 && clause_is(c, at - 1, LEX_ADVERB))
		at--;
	if (clause_is_plural(c, at - 1))
		return true;
	for (size_t i = from + 1; i + 1 < at; i++)
		if (clause_word_is(c, i, "and"))
			return true;
	/* "the processes of the kernel run" */
	for (size_t i = from; i + 2 < at && i < from + 4; i++)
		if (clause_is_plural(c, i) && clause_is(c, i + 1, LEX_PREPOSITION))
			return true;
	return false;
}

static bool is_noun_preposition(const struct clause *c, size_t at)
{
	static const char *const words[] = {"of", "for", "in", "on", "to", "such", "than", "about"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (clause_word_is(c, at, words[i]))
			return true;
	return clause_word_is(c, at, "as");
}

/* Whether word `at` can be the finite verb of what begins at `from`. */
static enum verb_kind finite_at(const struct clause *c, size_t from, size_t at, size_t to)
{
	unsigned is = c->words[at].is.is;

	if (at == from || is_closed_to_verb(c, at - 1) || c->words[at].before)
		return VERB_NONE;
	if (is & LEX_AUXILIARY)
		return is & LEX_BE ? VERB_BE : VERB_AUXILIARY;
	if (c->words[at].is_capital || at + 1 >= to)
		return (is & LEX_VERB_S) && !(is & LEX_WEAK) && !c->words[at].is_capital
			       ? VERB_S
			       : VERB_NONE;
	if (is & LEX_VERB_S) {
		bool open = opens_object(c, at + 1);

		if (clause_is(c, at + 1, LEX_AUXILIARY) || subject_is_plural(c, from, at))
			return VERB_NONE;
		if (!(is & LEX_WEAK))
			return VERB_S;
		/* "copies of", "reads in": the noun; "preventing requests" too. */
		if (clause_word_is(c, at + 1, "to") && clause_is(c, at + 2, LEX_VERB_BASE))
			return VERB_S;
		if (clause_is(c, at + 1, LEX_PREPOSITION) && is_noun_preposition(c, at + 1))
			return VERB_NONE;
		return open && !clause_is(c, at - 1, LEX_GERUND) && !c->words[at + 1].before &&
				       !clause_is(c, at + 1, LEX_ADVERB)
			       ? VERB_S
			       : VERB_NONE;
	}
	if ((is & LEX_VERB_BASE) && subject_is_plural(c, from, at) &&
		((opens_object(c, at + 1) && !c->words[at + 1].before) || !(is & LEX_WEAK)))
		return VERB_PLURAL;
	return is & LEX_PAST ? VERB_PAST : VERB_NONE;
}

/* A conjunction that begins another clause: behind it is no verb of this one's. */
static bool opens_clause(const struct clause *c, size_t at)
{
	static const char *const words[] = {"if", "because", "although", "though", "while",
		"whereas", "when", "whenever", "where", "unless", "so", "but", "since", "until",
		"once", "what", "how", "whether", "why"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (clause_word_is(c, at, words[i]))
			return true;
	return clause_word_is(c, at, "as") && !clause_word_is(c, at - 1, "such") &&
	       !clause_word_is(c, at - 1, "well") && !clause_is(c, at - 1, LEX_PARTICIPLE);
}

static bool is_dash(const struct clause *c, size_t at)
{
	return clause_word_is(c, at, "-") || clause_word_is(c, at, "\xe2\x80\x93") ||
	       clause_word_is(c, at, "\xe2\x80\x94") || clause_word_is(c, at, "--");
}

size_t clause_verb(const struct clause *c, size_t from, size_t to, enum verb_kind *ret_kind)
{
	size_t past = to;
	int relative = 0;

	for (size_t i = from; i < to; i++) {
		const struct clause_word *w = &c->words[i];
		enum verb_kind kind;

		if (w->in_parens)
			continue;
		if (i > from && (c->words[i - 1].after == ';' || c->words[i - 1].after == ':'))
			break;
		if (i > from && (opens_clause(c, i) || is_dash(c, i)))
			break;
		if (i > from &&
			(clause_word_is(c, i, "which") || clause_word_is(c, i, "who") ||
				clause_word_is(c, i, "that") || clause_word_is(c, i, "whose"))) {
			if (c->words[i - 1].after == ',') {
				size_t behind = clause_behind_comma(c, i, to);

				if (!behind)
					break;
				i = behind - 1;
				continue;
			}
			relative = 1;
			continue;
		}
		kind = finite_at(c, from, i, to);
		if (kind == VERB_NONE)
			continue;
		if (relative) {
			/* "may" and "be" of "that may be used" are one. */
			relative = 0;
			while (i + 1 < to &&
				clause_is(c, i + 1,
					LEX_BE | LEX_PARTICIPLE | LEX_ADVERB | LEX_VERB_BASE) &&
				!(c->words[i].after))
				i++;
			continue;
		}
		/* "created by" is part of the subject, "created the" may be the verb. */
		if (kind == VERB_PAST && (w->is.is & LEX_PARTICIPLE)) {
			if (past == to && opens_object(c, i + 1) &&
				!clause_is(c, i + 1, LEX_PREPOSITION))
				past = i;
			continue;
		}
		*ret_kind = kind;
		return i;
	}
	if (past < to)
		*ret_kind = VERB_PAST;
	return past;
}

/* ---- parts ---- */

size_t clause_connective(const struct clause *c, const struct topics *t, size_t from)
{
	char joined[64] = "";
	size_t len = 0;

	for (size_t i = from; i < c->count && i < from + 4; i++) {
		size_t more = strlen(c->words[i].low);

		if (len + more + 2 > sizeof joined)
			break;
		if (len)
			joined[len++] = '_';
		memcpy(joined + len, c->words[i].low, more + 1);
		len += more;
		if ((lexicon_find(t->lexicon, joined).is & LEX_CONNECTIVE) &&
			(c->words[i].after == ',' || i == from))
			return i + 1 - from;
	}
	return 0;
}

#define SUBJECT_WORDS_MAX 16

/* A comma in a subject is one of an enumeration, or of what stands in between. */
static bool has_odd_comma(const struct clause *c, size_t from, size_t to)
{
	size_t commas = 0;
	bool joined = false;

	for (size_t i = from; i < to; i++) {
		commas += !c->words[i].in_parens && c->words[i].after == ',';
		joined |= clause_word_is(c, i, "and") || clause_word_is(c, i, "or");
	}
	return commas && !joined && commas != 2;
}

bool clause_split(const struct clause *c, size_t from, size_t to, struct clause_parts *ret)
{
	struct clause_parts p = {.end = to};
	size_t comma;

	p.lead = p.subject = from;
	/* "In Linux, …": short, and no verb in it. */
	if (clause_is(c, from, LEX_PREPOSITION) ||
		((clause_word_is(c, from, "beginning") || clause_word_is(c, from, "starting")) &&
			clause_is(c, from + 1, LEX_PREPOSITION))) {
		comma = clause_behind_comma(c, from, to);
		if (!comma || comma - from > 10)
			return false;
		p.lead = p.subject = comma;
	}
	/* "Sometimes the rate …" */
	if (p.subject + 1 < to && clause_is(c, p.subject, LEX_ADVERB) &&
		clause_is(c, p.subject + 1, LEX_DETERMINER) &&
		!clause_is(c, p.subject, LEX_DETERMINER))
		p.lead = ++p.subject;
	p.verb = clause_verb(c, p.subject, to, &p.kind);
	if (p.verb >= to || p.verb == p.subject || p.verb - p.subject > SUBJECT_WORDS_MAX ||
		has_odd_comma(c, p.subject, p.verb))
		return false;
	/* "system directly supports": the adverb goes with the verb. */
	p.subject_end = p.verb;
	while (p.subject_end > p.subject + 1 && clause_is(c, p.subject_end - 1, LEX_ADVERB))
		p.subject_end--;
	p.rest = p.verb + 1;
	while (p.rest < to && clause_is(c, p.rest, LEX_ADVERB) &&
		!clause_is(c, p.rest, LEX_DETERMINER | LEX_PREPOSITION | LEX_CONJUNCTION))
		p.rest++;
	p.is_negated = clause_word_is(c, p.verb, "cannot");
	for (size_t i = p.subject_end; i < p.rest; i++)
		p.is_negated |= clause_word_is(c, i, "not") || clause_word_is(c, i, "never") ||
				clause_word_is(c, i, "rarely");
	p.base = c->words[p.verb].is.base;
	*ret = p;
	return p.rest < to || p.kind == VERB_S;
}

/* "Some scripts", "one study": which ones, nobody can tell. */
bool clause_is_indefinite(const struct clause *c, size_t at)
{
	static const char *const words[] = {"some", "many", "most", "several", "few", "other",
		"others", "none", "one", "another", "multiple", "various", "certain", "different",
		"more", "less", "further", "two", "three", "four", "much"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (clause_word_is(c, at, words[i]))
			return true;
	return false;
}

bool clause_is_pronoun(const struct clause *c, size_t at)
{
	static const char *const words[] = {"it", "its", "they", "them", "their", "he", "him",
		"his", "she", "her", "this", "these", "those", "our", "us", "itself", NULL};
	bool owns = clause_word_is(c, at, "its") || clause_word_is(c, at, "their");

	/* "words and their meaning", "are those who": the noun is here. */
	if ((owns && at && (clause_word_is(c, at - 1, "and") || clause_word_is(c, at - 1, "or"))) ||
		(at && clause_word_is(c, at, "those")))
		return false;
	for (const char *const *w = words; *w; w++)
		if (clause_word_is(c, at, *w))
			return true;
	return false;
}

bool clause_is_subject(const struct clause *c, const struct topics *t, size_t from, size_t to)
{
	double best = 0;
	size_t first = from;

	if (from >= to)
		return false;
	if (clause_is(c, from, LEX_PRONOUN | LEX_CONJUNCTION | LEX_PREPOSITION) ||
		clause_connective(c, t, from))
		return false;
	if (clause_is(c, first, LEX_DETERMINER) &&
		(clause_word_is(c, first, "such") || clause_word_is(c, first, "this") ||
			clause_word_is(c, first, "another") || clause_word_is(c, first, "its") ||
			clause_word_is(c, first, "their") || clause_word_is(c, first, "his") ||
			clause_word_is(c, first, "her") || clause_word_is(c, first, "our")))
		return false;
	/* "Need to make …", "Use the …": an order. */
	if (clause_is(c, from, LEX_VERB_BASE) && from + 1 < to &&
		(clause_word_is(c, from + 1, "to") || clause_is(c, from + 1, LEX_DETERMINER)))
		return false;
	if (clause_is_indefinite(c, from) ||
		(clause_is(c, to - 1, LEX_DETERMINER | LEX_PRONOUN | LEX_PREPOSITION) &&
			!c->words[to - 1].is_capital))
		return false;
	for (size_t i = from; i < to; i++) {
		double weight = topic_weight(t, c->words[i].low);

		if (i > from && c->words[i].is_capital && weight < 0.3)
			weight = 0.3;

		if (!weight && c->words[i].len > 3 && !c->words[i].is.is)
			weight = 0.3; /* a word with signs inside: read(2), O_ASYNC */
		best = weight > best ? weight : best;
	}
	return best >= 0.2;
}

/* ---- questions ---- */

void clause_invert(const struct clause *c, const struct topics *t, const struct clause_parts *p,
	size_t stop, struct str *out)
{
	bool has = clause_word_is(c, p->verb, "has") || clause_word_is(c, p->verb, "have") ||
		   clause_word_is(c, p->verb, "had");
	bool own = has && !clause_is(c, p->rest, LEX_PARTICIPLE); /* "has been" is none */

	if (!own && (p->kind == VERB_BE || p->kind == VERB_AUXILIARY)) {
		clause_inner(c, t, p->verb, p->verb + 1, out);
		str_add_char(out, ' ');
		clause_inner(c, t, p->subject, p->verb, out);
		if (p->verb + 1 < stop) {
			str_add_char(out, ' ');
			clause_text(c, p->verb + 1, stop, out);
		}
		return;
	}
	if (own)
		str_add(out, c->words[p->verb].low[2] == 's'   ? "does "
			     : c->words[p->verb].low[2] == 'd' ? "did "
							       : "do ");
	else
		str_add(out, p->kind == VERB_S ? "does " : p->kind == VERB_PLURAL ? "do " : "did ");
	clause_inner(c, t, p->subject, p->verb, out);
	str_add_char(out, ' ');
	str_add(out, own ? "have" : p->base ? p->base : c->words[p->verb].low);
	if (p->verb + 1 < stop) {
		str_add_char(out, ' ');
		clause_text(c, p->verb + 1, stop, out);
	}
}
