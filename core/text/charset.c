#include "core/text/charset.h"

#include "core/base/library.h"
#include "core/base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <uchardet.h>

/* What is looked at to guess: more changes no answer and costs time. */
#define GUESS_MAX ((size_t)64 << 10)
/* A text has few control characters; one in this many bytes is too often. */
#define CONTROLS_MIN 20

size_t text_mark_length(const struct text_input *in)
{
	return in->len >= 3 && memcmp(in->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/* By the byte order mark; "\0\0" first, as UTF-32's begins with UTF-16's. */
static const char *marked_charset(const struct text_input *in, size_t *ret_len)
{
	static const struct {
		const char *name, *mark;
		size_t len;
	} marks[] = {
		{"UTF-8", "\xef\xbb\xbf", 3},
		{"UTF-32LE", "\xff\xfe\0\0", 4},
		{"UTF-32BE", "\0\0\xfe\xff", 4},
		{"UTF-16LE", "\xff\xfe", 2},
		{"UTF-16BE", "\xfe\xff", 2},
	};

	for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
		if (in->len >= marks[m].len &&
			memcmp(in->bytes, marks[m].mark, marks[m].len) == 0) {
			*ret_len = marks[m].len;
			return marks[m].name;
		}
	*ret_len = 0;
	return NULL;
}

/* UTF-16 without a mark: most of every other byte is NUL, and hardly any between. */
static const char *unmarked_wide(const struct text_input *in)
{
	size_t len = in->len < 4096 ? in->len & ~(size_t)1 : 4096, nul[2] = {0, 0};

	for (size_t at = 0; at < len; at++)
		nul[at & 1] += in->bytes[at] == '\0';
	if (len >= 8 && nul[1] > len / 4 && nul[0] * 20 < nul[1])
		return "UTF-16LE";
	if (len >= 8 && nul[0] > len / 4 && nul[1] * 20 < nul[0])
		return "UTF-16BE";
	return NULL;
}

/* Neither text nor a document that we know. */
static bool is_binary(const struct text_input *in)
{
	size_t len = in->len < GUESS_MAX ? in->len : GUESS_MAX, controls = 0;

	if (memchr(in->bytes, '\0', in->len))
		return true;
	for (size_t at = 0; at < len; at++) {
		unsigned char c = (unsigned char)in->bytes[at];

		/* ESC and BS are in what terminals and man(1) write */
		controls += c < ' ' && !(c >= '\b' && c <= '\r') && c != 0x1b;
	}
	return controls > 2 && controls > len / CONTROLS_MIN;
}

/* UTF-8 with slips: most of what is not ASCII is right. */
static bool is_nearly_utf8(const struct text_input *in)
{
	size_t good = 0, bad = 0, len = in->len < GUESS_MAX ? in->len : GUESS_MAX, step;
	uint32_t cp;

	for (size_t at = 0; at < len; at += step ? step : 1) {
		step = utf8_decode(in->bytes + at, in->len - at, &cp);
		good += step > 1;
		bad += step == 0;
	}
	return good > 4 * bad || !bad;
}

/* ---- what is declared ---- */

static bool copy_name(const char *at, const char *end, char *ret, size_t size)
{
	size_t len = 0;

	while (at < end && strchr(" \t\"'=", *at) && *at)
		at++;
	for (; at < end && *at && !strchr(" \t\r\n\"';/>?", *at) && len + 1 < size; at++)
		ret[len++] = *at;
	ret[len] = '\0';
	return len > 0;
}

static const char *find(const char *text, size_t len, const char *word)
{
	size_t wanted = strlen(word);

	for (size_t at = 0; at + wanted <= len; at++)
		if (strncasecmp(text + at, word, wanted) == 0)
			return text + at;
	return NULL;
}

bool text_declared_charset(const struct text_input *in, char *ret, size_t size)
{
	size_t len = in->len < 2048 ? in->len : 2048; /* HTML wants it in the first 1024 */
	const char *end = in->bytes + len, *at = in->bytes;

	if (len > 5 && memcmp(at, "<?xml", 5) == 0) {
		const char *stop = memchr(at, '>', len);
		const char *found = stop ? find(at, (size_t)(stop - at), "encoding") : NULL;

		if (found && copy_name(found + 8, stop, ret, size))
			return true;
	}
	while ((at = find(at, (size_t)(end - at), "<meta"))) {
		const char *stop = memchr(at, '>', (size_t)(end - at));
		const char *found = stop ? find(at, (size_t)(stop - at), "charset") : NULL;

		if (found && copy_name(found + 7, stop, ret, size))
			return true;
		at += 5;
	}
	return false;
}

/* As browsers do: who says Latin-1 or ASCII means Windows-1252. */
static const char *meant_charset(const char *name)
{
	static const char *const latin[] = {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii",
		"us-ascii", "iso_8859-1", "l1", "windows-1252", NULL};

	for (size_t l = 0; latin[l]; l++)
		if (strcasecmp(name, latin[l]) == 0)
			return "CP1252";
	return name;
}

/* ---- what it looks like ---- */

static struct {
	uchardet_t (*new)(void);
	void (*delete)(uchardet_t);
	int (*handle_data)(uchardet_t, const char *, size_t);
	void (*data_end)(uchardet_t);
	const char *(*get_charset)(uchardet_t);
} detector;
static bool has_detector;

static void load_detector(void)
{
	static const struct library_symbol symbols[] = {
		{"uchardet_new", &detector.new},
		{"uchardet_delete", &detector.delete},
		{"uchardet_handle_data", &detector.handle_data},
		{"uchardet_data_end", &detector.data_end},
		{"uchardet_get_charset", &detector.get_charset},
		{0},
	};
	char why[256];

	has_detector = library_load(LIBRARY_UCHARDET, symbols, why, sizeof why);
}

/* Without the library, or when it does not know: what most such files are in. */
static void guess_charset(const struct text_input *in, char *ret, size_t size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	uchardet_t guess;

	snprintf(ret, size, "CP1252");
	pthread_once(&once, load_detector);
	if (!has_detector)
		return;
	guess = detector.new();
	if (detector.handle_data(guess, in->bytes, in->len < GUESS_MAX ? in->len : GUESS_MAX) ==
		0) {
		detector.data_end(guess);
		if (*detector.get_charset(guess))
			snprintf(ret, size, "%s", meant_charset(detector.get_charset(guess)));
	}
	detector.delete(guess);
}

/* ---- the conversion ---- */

static bool convert(struct str *out, const char *charset, const char *bytes, size_t len)
{
	iconv_t cd = iconv_open("UTF-8", charset);
	char *from = (char *)bytes;
	size_t left = len;

	if (cd == (iconv_t)-1)
		return false;
	while (left) {
		size_t room = left * 2 + 64, had = room;
		char *to;

		str_reserve(out, room);
		to = out->at + out->len;
		errno = 0;
		if (iconv(cd, &from, &left, &to, &room) != (size_t)-1)
			errno = 0;
		out->len += had - room;
		if (errno == EILSEQ || errno == EINVAL) {
			str_add(out, "\xef\xbf\xbd");
			from++;
			left--;
		}
	}
	iconv_close(cd);
	str_reserve(out, 1);
	out->at[out->len] = '\0';
	return true;
}

/* Of a media type, "text/html; charset=…". */
static bool media_charset(const struct text_input *in, char *ret, size_t size)
{
	const char *type = in->media_type ? in->media_type : "";
	const char *found = find(type, strlen(type), "charset=");

	return found && copy_name(found + 8, type + strlen(type), ret, size);
}

static bool is_utf8_name(const char *name)
{
	return strcasecmp(name, "utf-8") == 0 || strcasecmp(name, "utf8") == 0;
}

bool text_decode(
	struct str *out, const struct text_input *in, const char *declared, struct err *err)
{
	size_t mark = 0, before = out->len;
	const char *charset = marked_charset(in, &mark);
	char name[64];

	if (!in->len)
		return true;
	if (!charset)
		charset = unmarked_wide(in);
	if (charset && !is_utf8_name(charset)) {
		if (!convert(out, charset, in->bytes + mark, in->len - mark))
			return err_set(err, ERR_WORK, "this system's iconv has no %s", charset);
		if (!memchr(str_text(out) + before, '\0', out->len - before))
			return true;
	}
	if (out->len != before || is_binary(in))
		return err_set(err, ERR_INPUT, "'%s' is no text: it holds binary data", in->name);
	if (utf8_valid_prefix(in->bytes + mark, in->len - mark) == in->len - mark) {
		str_add_bytes(out, in->bytes + mark, in->len - mark);
		return true;
	}
	if (!charset && declared && !is_utf8_name(declared) &&
		convert(out, meant_charset(declared), in->bytes, in->len))
		return true;
	if (!charset && media_charset(in, name, sizeof name) && !is_utf8_name(name) &&
		convert(out, meant_charset(name), in->bytes, in->len))
		return true;
	if (!charset && !is_nearly_utf8(in)) {
		guess_charset(in, name, sizeof name);
		if (!is_utf8_name(name) && convert(out, name, in->bytes, in->len))
			return true;
	}
	str_add_utf8(out, in->bytes + mark, in->len - mark);
	return true;
}
