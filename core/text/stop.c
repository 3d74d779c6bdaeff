#include "core/text/word.h"

#include "core/text/letter.h"

#include <stdlib.h>
#include <string.h>

/* Function words, folded, sorted. */
static const char *const english[] = {"a", "about", "above", "after", "again", "against", "all",
	"also", "am", "an", "and", "any", "are", "aren't", "as", "at", "be", "because", "been",
	"before", "being", "below", "between", "both", "but", "by", "can", "can't", "cannot",
	"could", "did", "didn't", "do", "does", "doesn't", "doing", "don't", "down", "during",
	"each", "few", "for", "from", "further", "had", "has", "have", "having", "he", "her",
	"here", "hers", "herself", "him", "himself", "his", "how", "i", "i'm", "if", "in", "into",
	"is", "isn't", "it", "it's", "its", "itself", "just", "let", "may", "me", "might", "more",
	"most", "much", "must", "my", "myself", "no", "nor", "not", "now", "of", "off", "on",
	"once", "only", "or", "other", "our", "ours", "ourselves", "out", "over", "own", "per",
	"same", "shall", "she", "should", "so", "some", "such", "than", "that", "that's", "the",
	"their", "theirs", "them", "themselves", "then", "there", "these", "they", "this", "those",
	"through", "to", "too", "under", "until", "up", "upon", "us", "very", "was", "wasn't", "we",
	"were", "weren't", "what", "when", "where", "which", "while", "who", "whom", "whose", "why",
	"will", "with", "within", "without", "won't", "would", "yet", "you", "your", "yours",
	"yourself"};
static const char *const german[] = {"aber", "alle", "allem", "allen", "aller", "alles", "als",
	"also", "am", "an", "ander", "andere", "anderem", "anderen", "anderer", "anderes", "auch",
	"auf", "aus", "bei", "beim", "bin", "bis", "bist", "da", "dabei", "dadurch", "dafur",
	"dagegen", "daher", "damit", "dann", "daran", "darauf", "daraus", "darin", "daruber",
	"darum", "das", "dass", "dasselbe", "davon", "dazu", "dein", "deine", "dem", "den", "denn",
	"der", "deren", "des", "dessen", "dich", "die", "dies", "diese", "diesem", "diesen",
	"dieser", "dieses", "dir", "doch", "dort", "du", "durch", "ein", "eine", "einem", "einen",
	"einer", "eines", "einige", "einigen", "einiger", "einmal", "er", "es", "etwa", "etwas",
	"euch", "euer", "eure", "fur", "gegen", "hab", "habe", "haben", "hat", "hatte", "hatten",
	"hier", "hin", "hinter", "ich", "ihm", "ihn", "ihnen", "ihr", "ihre", "ihrem", "ihren",
	"ihrer", "ihres", "im", "in", "indem", "ins", "ist", "ja", "jede", "jedem", "jeden",
	"jeder", "jedes", "jedoch", "jene", "jenem", "jenen", "jener", "jenes", "jetzt", "kann",
	"kein", "keine", "keinem", "keinen", "keiner", "konnen", "konnte", "konnten", "man",
	"manche", "mancher", "mehr", "mein", "meine", "meinem", "meinen", "meiner", "mich", "mir",
	"mit", "muss", "mussen", "nach", "nicht", "nichts", "noch", "nun", "nur", "ob", "oder",
	"ohne", "schon", "sehr", "sein", "seine", "seinem", "seinen", "seiner", "seit", "selbst",
	"sich", "sie", "sind", "so", "sobald", "solche", "solcher", "soll", "sollen", "sollte",
	"sondern", "sonst", "sowie", "uber", "um", "und", "uns", "unser", "unsere", "unter", "viel",
	"viele", "vom", "von", "vor", "wahrend", "war", "waren", "was", "weder", "weil", "weiter",
	"welche", "welchem", "welchen", "welcher", "wenn", "wer", "werde", "werden", "wie",
	"wieder", "will", "wir", "wird", "wirst", "wo", "wollen", "wurde", "wurden", "zu", "zum",
	"zur", "zwar", "zwischen"};

static int by_text(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

/* No function word is longer. */
#define STOP_WORD_MAX 10

static bool is_in(const char *word, const char *const *list, size_t count)
{
	return bsearch(word, list, count, sizeof *list, by_text) != NULL;
}

static bool is_english(const char *word)
{
	return is_in(word, english, sizeof english / sizeof *english);
}

static bool is_german(const char *word)
{
	return is_in(word, german, sizeof german / sizeof *german);
}

bool text_is_stop_word(const char *folded, enum text_language language)
{
	if (strlen(folded) > STOP_WORD_MAX) /* most words: no need to look */
		return false;
	return (language != TEXT_GERMAN && is_english(folded)) ||
	       (language != TEXT_ENGLISH && is_german(folded));
}

/* So many words tell. */
#define SAMPLE_WORDS 2000

enum text_language text_language_of(const char *text, size_t len)
{
	size_t en = 0, de = 0, words = 0;
	struct text_span word;
	struct str folded = {0};

	for (size_t at = 0; words < SAMPLE_WORDS && text_next_word(text, len, &at, &word);
		words++) {
		str_clear(&folded);
		letter_fold(&folded, word.at, word.len);
		en += is_english(str_text(&folded));
		de += is_german(str_text(&folded));
	}
	str_release(&folded);
	return en > de + de / 2 ? TEXT_ENGLISH : de > en + en / 2 ? TEXT_GERMAN : TEXT_UNKNOWN;
}
