#include "core/net/sse.h"

#include <string.h>

static bool dispatch(struct sse *s, struct err *err)
{
	struct sse_event event = {str_text(&s->name), str_text(&s->data), s->data.len};
	bool ok = !s->has_data || s->each(s->self, &event, err);

	str_clear(&s->name);
	str_clear(&s->data);
	s->has_data = false;
	return ok;
}

/* Whether the field of this length at `line` is `name`. */
static bool is_field(const char *line, size_t len, const char *name)
{
	return len == strlen(name) && memcmp(line, name, len) == 0;
}

static bool take_field(struct sse *s, const char *line, size_t len, struct err *err)
{
	const char *colon = memchr(line, ':', len);
	size_t name_len = colon ? (size_t)(colon - line) : len;
	const char *value = colon ? colon + 1 : line + len, *end = line + len;

	if (value < end && *value == ' ')
		value++;
	if (is_field(line, name_len, "event")) {
		str_clear(&s->name);
		str_add_bytes(&s->name, value, (size_t)(end - value));
	} else if (is_field(line, name_len, "data")) {
		if (s->data.len + len > SSE_MAX_EVENT)
			return err_set(err, ERR_WORK, "the stream has an event of more than %zu bytes",
				SSE_MAX_EVENT);
		if (s->has_data)
			str_add_char(&s->data, '\n');
		str_add_bytes(&s->data, value, (size_t)(end - value));
		s->has_data = true;
	}
	return true;
}

static bool is_blank(const char *line, size_t len)
{
	return strspn(line, " \t") >= len;
}

/* A whole line, without its end. */
static bool take_line(struct sse *s, struct err *err)
{
	const char *line = str_text(&s->line);
	size_t len = s->line.len;
	struct sse_event event = {"", line, len};
	bool ok = true;

	if (!s->begun && len >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0) {
		line += 3;
		len -= 3;
		event = (struct sse_event){"", line, len};
	}
	s->begun = true;
	if (s->format == SSE_LINES)
		ok = is_blank(line, len) || s->each(s->self, &event, err);
	else if (!len)
		ok = dispatch(s, err);
	else if (line[0] != ':')
		ok = take_field(s, line, len, err);
	str_clear(&s->line);
	return ok;
}

bool sse_feed(struct sse *s, const char *bytes, size_t len, struct err *err)
{
	const char *end = bytes + len;

	while (bytes < end) {
		const char *stop = bytes;

		if (s->after_cr && *bytes == '\n')
			bytes++;
		s->after_cr = false;
		for (stop = bytes; stop < end && *stop != '\n' && *stop != '\r'; stop++)
			;
		if (s->line.len + (size_t)(stop - bytes) > SSE_MAX_LINE)
			return err_set(err, ERR_WORK, "the stream has a line of more than %zu bytes",
				SSE_MAX_LINE);
		str_add_bytes(&s->line, bytes, (size_t)(stop - bytes));
		if (stop == end)
			return true;
		s->after_cr = *stop == '\r';
		bytes = stop + 1;
		if (!take_line(s, err))
			return false;
	}
	return true;
}

bool sse_end(struct sse *s, struct err *err)
{
	if (s->line.len && !take_line(s, err))
		return false;
	if (s->format == SSE_EVENTS && str_eq(str_text(&s->data), "[DONE]"))
		return dispatch(s, err);
	return true;
}

void sse_release(struct sse *s)
{
	str_release(&s->line);
	str_release(&s->name);
	str_release(&s->data);
}
