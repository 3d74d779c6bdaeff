#include "core/text/letter.h"

#include "core/base/utf8.h"

#include <string.h>

struct range {
	uint32_t first, last;
};

static bool in(const struct range *ranges, size_t count, uint32_t cp)
{
	for (size_t i = 0; i < count; i++)
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return true;
	return false;
}
#define IN(ranges, cp) in((ranges), sizeof(ranges) / sizeof *(ranges), (cp))

static enum letter_class class_of_ascii(uint32_t cp)
{
	if (cp >= '0' && cp <= '9')
		return LETTER_DIGIT;
	if ((cp | 32) >= 'a' && (cp | 32) <= 'z')
		return LETTER_ALPHA;
	return cp == ' ' || (cp >= '\t' && cp <= '\r') ? LETTER_SPACE : LETTER_OTHER;
}

enum letter_class letter_class(uint32_t cp)
{
	static const struct range spaces[] = {{0x85, 0x85}, {0xa0, 0xa0}, {0x1680, 0x1680},
		{0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f},
		{0x3000, 0x3000}};
	static const struct range marks[] = {{0x300, 0x36f}, {0x483, 0x489}, {0x591, 0x5bd},
		{0x610, 0x61a}, {0x64b, 0x65f}, {0x900, 0x903}, {0x93a, 0x94f}, {0x1ab0, 0x1aff},
		{0x20d0, 0x20f0}, {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}};
	static const struct range ideographs[] = {{0x3005, 0x3007}, {0x3041, 0x30ff},
		{0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3fffd}};
	static const struct range others[] = {{0x80, 0xa9}, {0xab, 0xb4}, {0xb6, 0xb9},
		{0xbb, 0xbf}, {0xd7, 0xd7}, {0xf7, 0xf7}, {0x37e, 0x37e}, {0x387, 0x387},
		{0x589, 0x58a}, {0x5be, 0x5c7}, {0x600, 0x60f}, {0x61b, 0x61f}, {0x66a, 0x66d},
		{0x6d4, 0x6d4}, {0x964, 0x965}, {0x200b, 0x206f}, {0x20a0, 0x20cf},
		{0x2190, 0x2bff}, {0x2e00, 0x2e7f}, {0x3001, 0x3004}, {0x3008, 0x3020},
		{0x30fb, 0x30fb}, {0xd800, 0xf8ff}, {0xfe10, 0xfe1f}, {0xfe30, 0xfe6f},
		{0xff00, 0xff0f}, {0xff1a, 0xff20}, {0xff3b, 0xff40}, {0xff5b, 0xff65},
		{0xfff0, 0xffff}, {0x1f000, 0x1faff}, {0xe0000, 0x10ffff}};

	if (cp < 0x80)
		return class_of_ascii(cp);
	return IN(spaces, cp)       ? LETTER_SPACE
	       : IN(marks, cp)      ? LETTER_MARK
	       : IN(others, cp)     ? LETTER_OTHER
	       : IN(ideographs, cp) ? LETTER_IDEOGRAPH
				    : LETTER_ALPHA;
}

/* Latin Extended-A has its pairs at even and odd places, but for two stretches
 * the other way round. */
static bool is_odd_pair(uint32_t cp)
{
	return (cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17e);
}

uint32_t letter_lower(uint32_t cp)
{
	if ((cp >= 'A' && cp <= 'Z') || (cp >= 0xc0 && cp <= 0xde && cp != 0xd7) ||
		(cp >= 0x391 && cp <= 0x3a9) || (cp >= 0x410 && cp <= 0x42f))
		return cp + 32;
	if (cp >= 0x400 && cp <= 0x40f)
		return cp + 80;
	if (cp >= 0x100 && cp <= 0x17e && cp != 0x130 && cp != 0x138 && cp != 0x149 && cp != 0x178)
		return is_odd_pair(cp) ? cp + (cp & 1) : cp | 1;
	return cp == 0x178 ? 0xff : cp == 0x1e9e ? 0xdf : cp;
}

bool letter_is_upper(uint32_t cp)
{
	return letter_lower(cp) != cp;
}

bool letter_is_lower(uint32_t cp)
{
	if ((cp >= 'a' && cp <= 'z') || (cp >= 0xdf && cp <= 0xff && cp != 0xf7) ||
		(cp >= 0x3ac && cp <= 0x3ce) || (cp >= 0x430 && cp <= 0x45f))
		return true;
	return cp >= 0x101 && cp <= 0x17e && letter_lower(cp) == cp;
}

size_t letter_next_wide(const char *text, size_t len, uint32_t *ret_cp)
{
	size_t step;

	if (!len)
		return 0;
	step = utf8_decode(text, len, ret_cp);
	if (step)
		return step;
	*ret_cp = 0xfffd;
	return 1;
}

size_t letter_before(const char *text, size_t at, uint32_t *ret_cp)
{
	size_t step = 1;

	*ret_cp = '\n';
	if (!at)
		return 0;
	while (step < 4 && step < at && ((unsigned char)text[at - step] & 0xc0) == 0x80)
		step++;
	if (utf8_decode(text + at - step, step, ret_cp) == step)
		return step;
	*ret_cp = 0xfffd;
	return 1;
}

/* U+00E0 to U+00FF, U+0100 to U+017F without their diacritics. */
static const char latin_1[] = "aaaaaa*ceeeeiiiidnooooo*ouuuuy**";
static const char extended[] =
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkqllllllllllnnnnnnnnnoooooo"
	"**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static const char *folded_pair(uint32_t cp)
{
	switch (cp) {
	case 0xdf: return "ss";
	case 0xe6: return "ae";
	case 0xfe: return "th";
	case 0xff: return "y";
	case 0x132:
	case 0x133: return "ij";
	case 0x152:
	case 0x153: return "oe";
	case 0x149: return "n";
	default: return NULL;
	}
}

static void fold_char(struct str *out, uint32_t cp)
{
	const char *pair = folded_pair(cp);
	char bytes[4];

	if (pair)
		str_add(out, pair);
	else if (cp >= 0xe0 && cp <= 0xff && cp != 0xf7)
		str_add_char(out, latin_1[cp - 0xe0]);
	else if (cp >= 0x100 && cp <= 0x17f && extended[cp - 0x100] != '*')
		str_add_char(out, extended[cp - 0x100]);
	else
		str_add_bytes(out, bytes, utf8_encode(cp, bytes));
}

void letter_fold(struct str *out, const char *text, size_t len)
{
	uint32_t cp = 0;

	str_reserve(out, len);
	for (size_t at = 0, step; at < len; at += step) {
		step = letter_next(text + at, len - at, &cp);
		if (cp == 0x2019) /* the apostrophe of typesetters */
			cp = '\'';
		if (cp < 0x80)
			str_add_char(out, (char)letter_lower(cp));
		else if (letter_class(cp) != LETTER_MARK && cp != 0xad)
			fold_char(out, letter_lower(cp));
	}
}
