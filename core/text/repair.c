#include "core/text/repair.h"

#include "core/text/letter.h"
#include "core/text/sentence.h"

#include <string.h>

struct repairing {
	struct str *out;
	struct str text; /* what is read */
	struct arena arena;
	struct map spellings; /* words and what hyphens join, folded */
	size_t longest;       /* line of running text */
	size_t before;        /* columns of the line before; 0: nothing to join */
	bool fenced;
	bool apart;   /* a blank line has gone before */
	bool running; /* the line before is of a paragraph */
	bool first;   /* and it is the first one */
};

static uint32_t last_char(const struct str *s)
{
	uint32_t cp;

	letter_before(str_text(s), s->len, &cp);
	return cp;
}

static bool ends_sentence(const struct str *s)
{
	uint32_t cp = 0;

	for (size_t at = s->len, step; at; at -= step) {
		step = letter_before(s->at, at, &cp);
		if (cp != '"' && cp != '\'' && cp != ')' && cp != ']' && cp != 0x201c &&
			cp != 0x201d && cp != 0xbb && cp != 0xab)
			break;
	}
	return cp == '.' || cp == '!' || cp == '?' || cp == ':' || cp == 0x2026 || cp == 0x3002 ||
	       cp == 0xff01 || cp == 0xff1f;
}

static uint32_t first_char(struct text_span line)
{
	uint32_t cp = 0;

	letter_next(line.at, line.len, &cp);
	return cp;
}

/* Columns that are kept apart by blanks, or cells by bars. */
static bool is_table(struct text_span line)
{
	size_t wide = 0, blanks = 0;

	for (size_t i = 0; i < line.len; i++) {
		blanks = line.at[i] == ' ' ? blanks + 1 : 0;
		wide += blanks == 3;
		if (line.at[i] == '\t' || line.at[i] == '|')
			return true;
	}
	return wide > 1;
}

static bool is_verbatim(struct repairing *r, struct text_span line)
{
	if (line.len > 2 && (memcmp(line.at, "```", 3) == 0 || memcmp(line.at, "~~~", 3) == 0)) {
		r->fenced = !r->fenced;
		return true;
	}
	return r->fenced || is_table(line) || (line.len > 4 && memcmp(line.at, "    ", 4) == 0);
}

/* ---- divided words ---- */

static void note_spelling(struct repairing *r, const char *at, size_t len)
{
	struct str folded = {0};

	letter_fold(&folded, at, len);
	if (folded.len && !map_has(&r->spellings, folded.at))
		map_put(&r->spellings, arena_strndup(&r->arena, folded.at, folded.len), r);
	str_release(&folded);
}

/* To see how the text spells a word where no line ends in it. */
static void note_spellings(struct repairing *r)
{
	const char *text = str_text(&r->text);
	size_t len = r->text.len, begin = 0;
	uint32_t cp = 0;

	for (size_t at = 0, step; at < len; at += step) {
		step = letter_next(text + at, len - at, &cp);
		if (letter_is_word(letter_class(cp)) || (cp == '-' && text[at + 1] != '\n'))
			continue;
		note_spelling(r, text + begin, at - begin);
		begin = at + step;
	}
}

static bool occurs(const struct repairing *r, const struct str *folded)
{
	return map_has(&r->spellings, str_text(folded));
}

/* The last word of `out` without its hyphen, and the next line's first. */
static void parts(
	const struct str *out, struct text_span line, const char *between, struct str *ret)
{
	size_t begin = out->len - 1, at = 0;
	struct text_span word = {line.at, 0};
	uint32_t cp;

	while (begin) {
		size_t step = letter_before(out->at, begin, &cp);

		if (!letter_is_word(letter_class(cp)) && cp != '-')
			break;
		begin -= step;
	}
	text_next_word(line.at, line.len, &at, &word);
	letter_fold(ret, out->at + begin, out->len - 1 - begin);
	str_add(ret, between);
	letter_fold(ret, word.at, word.len);
}

/* "Vor- und Nachteile", "two- or three-fold": the hyphen stands for a word. */
static bool suspends(struct text_span line)
{
	static const char *const words[] = {"und", "oder", "bis", "sowie", "and", "or", "to"};
	size_t at = 0;
	struct text_span word;

	if (!text_next_word(line.at, line.len, &at, &word))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == word.len && memcmp(words[i], word.at, word.len) == 0)
			return true;
	return false;
}

/* A word that was divided at the end of a line; false when that is none. */
static bool join_word(struct repairing *r, struct text_span line)
{
	struct str joined = {0}, hyphened = {0};
	uint32_t next = first_char(line), before;

	if (last_char(r->out) != '-' || r->out->len < 2 || suspends(line))
		return false;
	letter_before(r->out->at, r->out->len - 1, &before);
	if (letter_class(before) != LETTER_ALPHA || letter_class(next) != LETTER_ALPHA)
		return false;
	parts(r->out, line, "", &joined);
	parts(r->out, line, "-", &hyphened);
	/* "Nord-\nSüd" has its hyphen of its own. */
	if (letter_is_lower(next) && (!occurs(r, &hyphened) || occurs(r, &joined)))
		str_truncate(r->out, r->out->len - 1);
	str_release(&joined);
	str_release(&hyphened);
	return true;
}

/* ---- lines ---- */

static size_t count_columns(struct text_span s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += ((unsigned char)s.at[i] & 0xc0) != 0x80;
	return count;
}

/* Whether a line goes on where the one before it has stopped. */
static bool continues(const struct repairing *r, struct text_span line)
{
	bool small = letter_is_lower(first_char(line));
	uint32_t last = last_char(r->out);

	if (!r->out->len || !r->before || text_list_mark(line.at, line.len) || line.at[0] == '#')
		return false;
	if (r->apart)
		return small && r->running &&
		       (letter_class(last) == LETTER_ALPHA || last == ',' || last == ';' ||
			       last == '-');
	/* A title: alone in its line, though there was room. */
	if (r->first && r->before * 2 < r->longest && letter_is_upper(first_char(line)) &&
		letter_is_word(letter_class(last)))
		return false;
	/* A short line that ends a sentence ends its paragraph. */
	return small || !ends_sentence(r->out) || r->before * 10 >= r->longest * 7;
}

static void add_text(struct repairing *r, struct text_span line)
{
	bool space = false;

	for (size_t i = 0; i < line.len; i++) {
		if (line.at[i] == ' ') {
			space = true;
			continue;
		}
		if (space && r->out->len && last_char(r->out) != '\n')
			str_add_char(r->out, ' ');
		space = false;
		str_add_char(r->out, line.at[i]);
	}
}

static bool is_ideograph(uint32_t cp)
{
	return letter_class(cp) == LETTER_IDEOGRAPH;
}

/* Two lines that are not joined stand apart, so that nobody joins them later;
 * but for those that stand for themselves. */
static void begin_line(struct repairing *r, bool running)
{
	if (r->out->len)
		str_add(r->out, r->apart || (r->running && running) ? "\n\n" : "\n");
	r->running = r->first = running;
}

static void join_line(struct repairing *r, struct text_span line)
{
	r->first = false;
	if (!join_word(r, line) &&
		!(is_ideograph(last_char(r->out)) && is_ideograph(first_char(line))))
		str_add_char(r->out, ' ');
}

static void take_line(struct repairing *r, struct text_span line)
{
	size_t width = count_columns(line);

	while (line.len && strchr(" \t", line.at[line.len - 1]))
		line.len--;
	if (!line.len && !r->fenced) {
		r->apart = true;
		return;
	}
	if (is_verbatim(r, line)) {
		begin_line(r, false);
		str_add_bytes(r->out, line.at, line.len);
		r->before = 0;
		r->apart = false;
		return;
	}
	while (line.len && line.at[0] == ' ')
		line.at++, line.len--;
	if (continues(r, line))
		join_line(r, line);
	else
		begin_line(r, line.at[0] != '#' && !text_list_mark(line.at, line.len));
	add_text(r, line);
	r->before = line.at[0] == '#' ? 0 : width;
	r->apart = false;
}

static size_t longest_line(const struct str *text)
{
	size_t longest = 0;
	struct text_span line;

	for (size_t at = 0; text_next_line(str_text(text), text->len, &at, &line);) {
		size_t width = count_columns(line);

		/* Longer ones are whole paragraphs. */
		if (width > longest && width <= 120)
			longest = width;
	}
	return longest;
}

void text_repair(struct str *out, const char *text, size_t len)
{
	struct repairing r = {.out = &(struct str){0}};
	struct text_span line;
	struct str characters = {0};

	text_repair_characters(&characters, text, len);
	text_repair_pages(&r.text, str_text(&characters), characters.len);
	note_spellings(&r);
	r.longest = longest_line(&r.text);
	for (size_t at = 0; text_next_line(str_text(&r.text), r.text.len, &at, &line);)
		take_line(&r, line);
	if (r.out->len)
		str_add_char(r.out, '\n');
	str_add_bytes(out, str_text(r.out), r.out->len);
	str_release(r.out);
	str_release(&r.text);
	map_release(&r.spellings);
	arena_release(&r.arena);
	str_release(&characters);
}
