#include "core/cards/valid.h"

#include "core/base/map.h"
#include "core/base/tr.h"
#include "core/cards/fingerprint.h"
#include "core/text/cloze.h"
#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WORDS_MAX 60

static const struct {
	const char *name, *text;
} faults[CARD_FAULTS] = {
	[FAULT_NONE] = {"none", N_("nothing is wrong")},
	[FAULT_EMPTY] = {"empty", N_("a side is empty")},
	[FAULT_TOO_LONG] = {"too_long", N_("a side has more than 60 words")},
	[FAULT_LEAK] = {"leak", N_("the question holds the answer")},
	[FAULT_DANGLING] = {"dangling", N_("it begins with a word that points elsewhere")},
	[FAULT_REFERENCE] = {"reference", N_("it points to another place of the text")},
	[FAULT_MARKUP] = {"markup", N_("markup is left in it")},
	[FAULT_TRUNCATED] = {"truncated", N_("it ends in the middle")},
	[FAULT_NO_QUESTION] = {"no_question", N_("the question asks nothing")},
	[FAULT_VAGUE] = {"vague", N_("nothing says what is asked about")},
	[FAULT_SYMBOLS] = {"symbols", N_("there are more signs than letters")},
	[FAULT_CLOZE] = {"cloze", N_("the gap hides too much or nothing")},
	[FAULT_DUPLICATE] = {"duplicate", N_("another card asks the same")},
	[FAULT_UNGROUNDED] = {"ungrounded", N_("the text does not say it")},
};

const char *card_fault_name(enum card_fault f)
{
	return faults[f].name;
}

const char *card_fault_text(enum card_fault f)
{
	return faults[f].text;
}

/* ---- words ---- */

static bool begins_with_one(const char *text, const char *const *words)
{
	for (; *words; words++) {
		size_t len = strlen(*words);

		if (strncasecmp(text, *words, len) == 0 && !isalnum((unsigned char)text[len]) &&
			text[len] != '-')
			return true;
	}
	return false;
}

/* The text in small letters (ASCII): phrases are looked for in it by the dozen. */
static void lower(const char *text, struct str *out)
{
	str_add(out, text);
	for (size_t i = 0; i < out->len; i++)
		if (out->at[i] >= 'A' && out->at[i] <= 'Z')
			out->at[i] = (char)(out->at[i] | 32);
}

static bool has_one(const char *low, const char *const *phrases)
{
	for (; *phrases; phrases++)
		if (strstr(low, *phrases))
			return true;
	return false;
}

/* ---- what points elsewhere ---- */

static const char *const question_danglers[] = {"it", "its", "this", "that", "these", "those",
	"they", "them", "their", "he", "she", "his", "her", "such", "however", "therefore", "thus",
	"hence", "moreover", "furthermore", "additionally", "consequently", "otherwise",
	"similarly", "likewise", "but", "and", "or", "so", "because", "then", "also", "for example",
	"e.g", "dies", "diese", "dieser", "dieses", "er", "es", "sie", "jedoch", "daher", "deshalb",
	"somit", "zum Beispiel", "außerdem", "dadurch", "aber", "und", "oder", NULL};
static const char *const answer_danglers[] = {"this", "these", "those", "such", "however",
	"therefore", "thus", "hence", "moreover", "furthermore", "also", "but", "and", "or", "so",
	"because of this", "whose", "which", "as such", "dies", "diese", "dieser", "dieses",
	"jedoch", "daher", "deshalb", "somit", "aber", "und", "oder", "welche", "welcher", NULL};
static const char *const asked_pronouns[] = {"it", "this", "that", "these", "those", "they", "he",
	"she", "there", "you", "we", "i", "what", "whatever", "its", "their", "his", "her", NULL};

/* "What does it …" */
static bool asks_about_pronoun(const char *q)
{
	static const char *const openers[] = {"what is ", "what are ", "what does ", "what do ",
		"what was ", "what were ", "what did ", "what can ", "who is ", "where is ",
		"where are ", "why is ", "why are ", "why does ", "why do ", "how is ", "how are ",
		"how does ", "how do ", "when is ", "when are ", "when does ", "when do ",
		"was ist ", "was sind ", NULL};

	static const char *const readers[] = {"how do i", "how do you", "how do we", NULL};

	if (begins_with_one(q, readers)) /* a reader's question, as those of FAQs are */
		return false;
	for (const char *const *o = openers; *o; o++)
		if (strncasecmp(q, *o, strlen(*o)) == 0 &&
			begins_with_one(q + strlen(*o), asked_pronouns))
			return true;
	return false;
}

static bool refers_low(const char *low)
{
	static const char *const phrases[] = {"see section", "see chapter", "see figure",
		"see fig.", "see table", "see above", "see below", "see also", "the following",
		"as follows", "shown above", "shown below", "described above", "described below",
		"described earlier", "described later", "discussed above", "discussed below",
		"discussed earlier", "discussed later", "mentioned above", "mentioned below",
		"mentioned earlier", "listed above", "listed below", "in this section",
		"of this section", "in this chapter", "of this chapter", "in this document",
		"of this document", "in the next section", "in the previous section",
		"in the next chapter", "in the previous chapter", "in this manual", "in this page",
		"in this memo", "of this memo", "in this table", "in this figure",
		"in this example", "in the previous example", "of the next section",
		"in the next example", "in the next", "in the previous", "of the previous",
		"of this page", "this section", "this chapter", "siehe oben", "siehe unten",
		"siehe auch", "siehe abschnitt", "siehe kapitel", "in diesem kapitel",
		"in diesem abschnitt", "wie folgt", "im folgenden", "die folgenden", "folgende",
		"oben genannt", "unten genannt", "(above)", "(below)", "outlined above",
		"given above", "see above", "the latter", "the former", "aforementioned",
		"as mentioned", "earlier section", "letztere", "erstere", "earlier in",
		"later in this", "as above", "see appendix", NULL};
	static const char *const numbered[] = {"figure ", "fig. ", "table ", "abbildung ",
		"tabelle ", "abb. ", "appendix ", "chapter ", "section ", NULL};

	if (has_one(low, phrases))
		return true;
	for (const char *const *n = numbered; *n; n++)
		for (const char *at = low; (at = strstr(at, *n)); at++)
			if (isdigit((unsigned char)at[strlen(*n)]) &&
				(at == low || !isalnum((unsigned char)at[-1])))
				return true;
	return false;
}

static bool refers(const char *text)
{
	struct str low = {0};
	bool does;

	lower(text, &low);
	does = refers_low(str_text(&low));
	str_release(&low);
	return does;
}

/* ---- what is left of markup ---- */

static bool has_entity(const char *text)
{
	for (const char *at = text; (at = strchr(at, '&')); at++) {
		size_t len = at[1] == '#' ? 2 : 1;

		while (isalnum((unsigned char)at[len]))
			len++;
		if (at[len] == ';' && len > 2)
			return true;
	}
	return false;
}

static bool has_tag(const char *text)
{
	for (const char *at = text; (at = strchr(at, '<')); at++) {
		size_t len = at[1] == '/' ? 2 : 1;

		if (!islower((unsigned char)at[len]))
			continue;
		while (islower((unsigned char)at[len]) || isdigit((unsigned char)at[len]))
			len++;
		if (at[len] == '>' || at[len] == '/' || at[len] == ' ')
			return true;
	}
	return false;
}

/* "hy- phen": a word that a line's end divided. */
static bool has_torn_word(const char *text)
{
	static const char *const joiners[] = {
		"und", "oder", "and", "or", "to", "et", "ou", "bzw", NULL};

	for (const char *at = text; (at = strstr(at, "- ")); at++)
		if (at > text && islower((unsigned char)at[-1]) && islower((unsigned char)at[2]) &&
			!begins_with_one(at + 2, joiners))
			return true;
	return false;
}

static bool has_markup(const char *text)
{
	static const char *const signs[] = {"](", "**", "{:", "{{", "}}", "\\fB", "\\fI", "\\fR",
		"[[", "]]", "| |", "||", "\xef\xbf\xbd", "\xc3\x83", "\xc2\xad", ". . .", "....",
		"data-type=", ":::", "[page ", "`", NULL};

	for (const char *at = text; (at = strstr(at, "__")); at++)
		if (isalpha((unsigned char)at[2]))
			return true;
	for (const char *at = text; *at; at++)
		if (((unsigned char)*at < ' ' && *at != '\n' && *at != '\t') || *at == 0x7f)
			return true;
	return has_one(text, signs) || has_entity(text) || has_tag(text) || has_torn_word(text) ||
	       (text[0] == '#' && strchr("# ", text[1]));
}

/* ---- ends ---- */

static bool ends_open(const char *text)
{
	static const char *const words[] = {"and", "or", "of", "the", "a", "an", "to", "in", "with",
		"for", "by", "that", "which", "from", "is", "are", "at", "url", "e.g", "i.e", "und",
		"oder", "der", "die", "das", "ein", "eine", "mit", "von", "zu", "als", "als", NULL};
	size_t len = strlen(text), begin;

	while (len && strchr(" .", text[len - 1]))
		len--;
	if (len && strchr(",;:(-", text[len - 1]))
		return true;
	if (len > 3 && memcmp(text + len - 3, "\xe2\x80", 2) == 0 &&
		strchr("\x93\x94", text[len - 1]))
		return true;
	for (begin = len; begin && !strchr(" \n(", text[begin - 1]); begin--)
		;
	for (const char *const *w = words; *w; w++)
		if (strlen(*w) == len - begin && strncasecmp(text + begin, *w, len - begin) == 0)
			return true;
	return false;
}

static bool is_unbalanced(const char *text)
{
	int depth = 0;

	for (; *text; text++)
		depth += (*text == '(') - (*text == ')');
	return depth != 0;
}

/* ---- leaks ---- */

static const char *print_of(struct arena *a, const char *text)
{
	struct str out = {0};
	const char *kept;

	card_fingerprint(text, &out);
	kept = arena_strndup(a, str_text(&out), out.len);
	str_release(&out);
	return kept;
}

/* Words of a text with single blanks, for finding one in the other. */
static void plain_words(const char *text, struct str *out)
{
	struct text_span word;

	str_add_char(out, ' ');
	for (size_t at = 0; text_next_word(text, strlen(text), &at, &word);) {
		letter_fold(out, word.at, word.len);
		str_add_char(out, ' ');
	}
}

static bool leaks(const char *question, const char *answer, const struct card_prints *p)
{
	struct str q = {0}, a = {0};
	size_t words;
	double share = card_share(p->answer, p->question, &words);
	bool leak;

	plain_words(question, &q);
	plain_words(answer, &a);
	leak = !strstr(str_text(&q), " or ") &&
	       (strstr(str_text(&q), str_text(&a)) != NULL || (words >= 3 && share >= 0.8));
	str_release(&q);
	str_release(&a);
	return leak;
}

/* ---- clozes ---- */

int card_cloze_count(const char *cloze)
{
	struct text_gap gap;
	int most = 0;

	for (; cloze && text_next_gap(cloze, &gap); cloze = gap.whole.at + gap.whole.len)
		most = gap.number > most ? gap.number : most;
	return most;
}

void card_cloze_sides(const char *cloze, int ord, struct str *shown, struct str *hidden)
{
	struct text_gap gap;

	for (; text_next_gap(cloze, &gap); cloze = gap.whole.at + gap.whole.len) {
		if (shown)
			str_add_bytes(shown, cloze, (size_t)(gap.whole.at - cloze));
		if (ord == gap.number) {
			if (shown)
				str_add(shown, "[…]");
			if (hidden && hidden->len)
				str_add(hidden, "; ");
			if (hidden)
				str_add_bytes(hidden, gap.hidden.at, gap.hidden.len);
		} else if (shown) {
			str_add_bytes(shown, gap.hidden.at, gap.hidden.len);
		}
	}
	if (shown)
		str_add(shown, cloze);
}

/* All words of the gap stand elsewhere in the sentence. */
static bool repeats(const struct card_prints *p)
{
	size_t words;
	double share = card_share(p->answer, p->question, &words);

	return words >= 2 && share > 0.99;
}

void card_prints_of(struct arena *a, const struct card_draft *d, struct card_prints *ret)
{
	struct str shown = {0}, hidden = {0};

	if (!d->cloze) {
		ret->question = print_of(a, d->question ? d->question : "");
		ret->answer = print_of(a, d->answer ? d->answer : "");
		return;
	}
	card_cloze_sides(d->cloze, 1, &shown, &hidden);
	ret->question = print_of(a, str_text(&shown));
	ret->answer = print_of(a, str_text(&hidden));
	str_release(&shown);
	str_release(&hidden);
}

static enum card_fault fault_of_gap(const char *cloze, int ord, const struct card_prints *given)
{
	struct str shown = {0}, hidden = {0};
	struct card_prints own;
	struct arena arena = {0};
	size_t s, h;
	enum card_fault fault = FAULT_NONE;

	card_cloze_sides(cloze, ord, &shown, &hidden);
	s = text_count_words(str_text(&shown), shown.len);
	h = text_count_words(str_text(&hidden), hidden.len);
	if (!h || h > 12 || h * 10 >= 6 * (h + s) || s < 3)
		fault = FAULT_CLOZE;
	else if (s > WORDS_MAX)
		fault = FAULT_TOO_LONG;
	else if (begins_with_one(str_text(&shown), question_danglers))
		fault = FAULT_DANGLING;
	else if (refers(str_text(&shown)))
		fault = FAULT_REFERENCE;
	else if (has_markup(str_text(&shown)) || has_markup(str_text(&hidden)))
		fault = FAULT_MARKUP;
	else if (is_unbalanced(str_text(&shown)) || is_unbalanced(str_text(&hidden)) ||
		 ends_open(str_text(&shown)) || ends_open(str_text(&hidden)))
		fault = FAULT_TRUNCATED;
	if (!fault && !given) {
		own = (struct card_prints){
			print_of(&arena, str_text(&shown)), print_of(&arena, str_text(&hidden))};
		given = &own;
	}
	if (!fault && (leaks(str_text(&shown), str_text(&hidden), given) || repeats(given)))
		fault = FAULT_LEAK;
	arena_release(&arena);
	str_release(&shown);
	str_release(&hidden);
	return fault;
}

/* ---- questions ---- */

static bool is_mostly_signs(const char *q, const char *a)
{
	size_t letters = 0, all = 0;
	uint32_t cp = 0;

	for (int side = 0; side < 2; side++) {
		const char *text = side ? a : q;

		for (size_t at = 0, len = strlen(text); at < len;
			at += letter_next(text + at, len - at, &cp)) {
			letter_next(text + at, len - at, &cp);
			letters += letter_class(cp) == LETTER_ALPHA ||
				   letter_class(cp) == LETTER_IDEOGRAPH;
			all += letter_class(cp) != LETTER_SPACE;
		}
	}
	return letters * 2 < all;
}

static bool asks(const char *q)
{
	static const char *const orders[] = {"define", "explain", "name", "list", "describe",
		"state", "give", "complete", "fill", "nenne", "erkläre", "beschreibe", "definiere",
		NULL};

	return strchr(q, '?') || begins_with_one(q, orders);
}

static bool is_vague(const char *q)
{
	/* stems, as a fingerprint has them */
	static const char *const asking[] = {
		"mean", "meant", "call", "name", "defin", "describ", "happen", "stand", NULL};
	struct str f = {0};
	bool says = false;

	card_fingerprint(q, &f);
	for (const char *at = str_text(&f); *at && !says;) {
		size_t len = strcspn(at, " ");
		bool asked = false;

		for (const char *const *w = asking; *w; w++)
			asked |= strlen(*w) == len && strncmp(*w, at, len) == 0;
		says = !asked;
		at += len + (at[len] == ' ');
	}
	str_release(&f);
	return !says;
}

/* "What is In Linux …": a lead that slipped into a subject. */
static bool is_odd(const char *q)
{
	static const char *const leads[] = {" is In ", " is For ", " is As ", " are In ",
		" is When ", " is If ", " are Many ", " are Some ", " are Most ", " is Each ",
		" is The ", " are The ", " does The ", " is An ", " is To ", " does In ",
		" does For ", " is Even ", " do Many ", " do Some ", " do Most ", " does Each ",
		" is On ", " is Although ", NULL};

	for (const char *const *l = leads; *l; l++)
		if (strstr(q, *l))
			return true;
	return false;
}

/* "this problem" in a question: which one? */
static bool points(const char *q)
{
	static const char *const words[] = {" this ", " these ", " this?", " these?", " those ",
		" such a ", " dieser ", " dieses ", " diesem ", " diesen ", " diese ", NULL};

	return has_one(q, words);
}

/* "What is Canberra, not Sydney", "What are damages available as": "of right". */
static bool is_fragment(const char *q, const char *a)
{
	static const char *const openers[] = {"what is", "what are", "what was", "what were", NULL};
	static const char *const words[] = {
		"of", "from", "with", "by", "as", "into", "than", "not", "auch", NULL};

	return strstr(q, ", not ") || strstr(q, ", nicht ") ||
	       (islower((unsigned char)*a) && begins_with_one(q, openers) &&
		       begins_with_one(a, words));
}

/* "lose it in this condition" */
static bool answer_points(const char *a)
{
	static const char *const words[] = {" in this ", " in these ", " at this ", " of this ",
		" of these ", " for this ", " to this ", " to these ", " by this ", " with this ",
		" from this ", " in diesem ", " in dieser ", " in diesen ", " bei diesem ",
		" von diesem ", " von dieser ", " mit diesem ", NULL};

	return has_one(a, words);
}

/* "see it" */
static bool ends_in_pronoun(const char *a)
{
	static const char *const words[] = {
		" it", " them", " this", " that", " so", " these", NULL};
	size_t len = strlen(a);

	for (const char *const *w = words; *w; w++)
		if (len > strlen(*w) && strcasecmp(a + len - strlen(*w), *w) == 0)
			return true;
	return false;
}

/* Words between blanks; addresses of the web count with all their parts. */
static bool is_too_long(const char *text)
{
	size_t len = strlen(text), parts = 0;
	bool has_address = strstr(text, "://") != NULL;
	struct text_span word;

	for (size_t at = 0; has_address && text_next_word(text, len, &at, &word);)
		parts++;
	return parts > WORDS_MAX || text_count_words(text, len) > WORDS_MAX;
}

enum card_fault card_fault_printed(const struct card_draft *d, const struct card_prints *p)
{
	const char *q = d->question, *a = d->answer;

	if (d->cloze) {
		enum card_fault fault = card_cloze_count(d->cloze) ? FAULT_NONE : FAULT_CLOZE;

		for (int ord = 1; !fault && ord <= card_cloze_count(d->cloze); ord++)
			fault = fault_of_gap(d->cloze, ord, ord == 1 ? p : NULL);
		return fault;
	}
	if (!q || !a || !text_count_words(q, strlen(q)) || !text_count_words(a, strlen(a)))
		return FAULT_EMPTY;
	if (is_too_long(q) || is_too_long(a))
		return FAULT_TOO_LONG;
	if (!asks(q))
		return FAULT_NO_QUESTION;
	if (begins_with_one(q, question_danglers) || begins_with_one(a, answer_danglers) ||
		asks_about_pronoun(q) || is_odd(q))
		return FAULT_DANGLING;
	if (refers(q) || refers(a) || points(q) || answer_points(a))
		return FAULT_REFERENCE;
	if (has_markup(q) || has_markup(a))
		return FAULT_MARKUP;
	if (text_count_words(a, strlen(a)) <= 3 && ends_in_pronoun(a))
		return FAULT_DANGLING;
	if (ends_open(a) || is_unbalanced(q) || is_unbalanced(a))
		return FAULT_TRUNCATED;
	if (is_fragment(q, a))
		return FAULT_TRUNCATED;
	if (is_vague(q))
		return FAULT_VAGUE;
	if (is_mostly_signs(q, a))
		return FAULT_SYMBOLS;
	return leaks(q, a, p) ? FAULT_LEAK : FAULT_NONE;
}

enum card_fault card_fault_of(const struct card_draft *d)
{
	struct arena a = {0};
	struct card_prints p;
	enum card_fault fault;

	card_prints_of(&a, d, &p);
	fault = card_fault_printed(d, &p);
	arena_release(&a);
	return fault;
}
