#include "core/text/sentence.h"

#include <stdlib.h>
#include <string.h>

/* English and German together, folded, without the last point, sorted.  What is
 * a word of its own as well ("no", "art", "min") is not here: a sentence too few
 * reads worse than one too many. */
static const char *const always[] = {"abb", "abs", "anm", "approx", "bd", "bsp", "bzgl", "bzw",
	"c.f", "ca", "cf", "chap", "d.h", "dept", "dipl", "dr", "dt", "e.g", "eds", "eigtl", "engl",
	"eq", "eqs", "evtl", "exkl", "f.d", "fig", "figs", "fn", "frz", "geb", "ggf", "gov",
	"griech", "hr", "hrsg", "i.d", "i.d.r", "i.e", "inkl", "insb", "jr", "kap", "lt", "m.e",
	"mr", "mrs", "n.chr", "nos", "nr", "o.a", "o.g", "pp", "prof", "resp", "s.o", "s.u", "sect",
	"sog", "spp", "st", "tel", "u.a", "u.u", "univ", "urspr", "usf", "v.a", "v.chr", "vgl",
	"vol", "vs", "z.b", "z.t"};

/* These end a sentence when a capital follows. */
static const char *const may_end[] = {"a.m", "am", "b.sc", "bros", "co", "corp", "e.v", "etc", "ff",
	"inc", "ltd", "m.sc", "p.m", "ph.d", "pm", "sr", "u.k", "u.s", "u.s.w", "usa", "usw"};

/* Abbreviations only where a number follows: "No. 5", "S. 12". */
static const char *const before_number[] = {"abs", "abschn", "art", "bd", "heft", "max", "min",
	"mind", "no", "nos", "p", "pos", "ref", "s", "tab", "v", "z", "ziff"};

static const char *const months[] = {"apr", "april", "aug", "august", "dec", "december", "dez",
	"dezember", "feb", "februar", "february", "jan", "janner", "januar", "january", "juli",
	"july", "june", "juni", "mai", "march", "marz", "may", "nov", "november", "oct", "october",
	"okt", "oktober", "sep", "sept", "september"};

static int by_text(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}
#define HAS(list, word)                                                                            \
	(bsearch((word), (list), sizeof(list) / sizeof *(list), sizeof *(list), by_text) != NULL)

enum abbreviation text_abbreviation(const char *folded)
{
	return HAS(always, folded)          ? ABBREVIATION_ALWAYS
	       : HAS(may_end, folded)       ? ABBREVIATION_MAY_END
	       : HAS(before_number, folded) ? ABBREVIATION_BEFORE_NUMBER
					    : ABBREVIATION_NONE;
}

bool text_is_month(const char *folded)
{
	return HAS(months, folded);
}
