#define _XOPEN_SOURCE 700 /* realpath */
#include "cmd/cards.h"
#include "cmd/signals.h"
#include "core/base/fs.h"
#include "core/base/sha256.h"
#include "core/net/http.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define FETCH_TIMEOUT_MS 60000

static bool is_url(const char *name)
{
	return str_starts(name, "http://") || str_starts(name, "https://");
}

static bool may_go_on(void *self)
{
	(void)self;
	return signals_received == 0;
}

static bool fetch(struct app *app, const char *url, struct http_response *ret, struct err *err)
{
	const struct http_header headers[] = {
		{"Accept", "text/html, application/xhtml+xml, text/markdown, "
			   "text/plain, application/pdf, application/epub+zip"},
		{"User-Agent", "blokctl/" BLOKCTL_VERSION}};
	struct http_request request = {.method = "GET",
		.url = url,
		.headers = headers,
		.headers_len = sizeof headers / sizeof *headers,
		.timeout_ms = FETCH_TIMEOUT_MS,
		.max_bytes = TEXT_INPUT_MAX,
		.may_go_on = may_go_on,
		.wake_fd = signals_fd()};
	enum http_failure why;

	if (!app_load_policy(app, err))
		return false;
	request.policy = app->policy;
	if (!http_send(&request, ret, &why, err))
		return err_wrap(err, "cannot fetch '%s'", url);
	if (ret->status < 400)
		return true;
	err_set(err, ERR_WORK, "cannot fetch '%s': the server says %d %s", url, ret->status,
		ret->reason ? ret->reason : http_reason(ret->status));
	http_response_release(ret);
	return false;
}

static bool parse(struct app *app, struct cards_source *s, const struct text_input *in,
	const char *format, struct err *err)
{
	enum text_format f = TEXT_FORMAT_AUTO;

	(void)app;
	while (format && f <= TEXT_FORMAT_PLAIN && !str_eq(text_format_name(f), format))
		f++;
	sha256_hex(in->bytes ? in->bytes : "", in->len, s->hash);
	return text_document_read(&s->document, in, f, err);
}

static bool open_url(struct app *app, const char *format, struct cards_source *s, struct err *err)
{
	struct http_response response = {0};
	struct text_input in = {.name = s->shown};
	bool ok;

	signals_catch();
	if (!fetch(app, s->shown, &response, err))
		return false;
	in.bytes = str_text(&response.body);
	in.len = response.body.len;
	in.media_type = http_header(&response, "content-type");
	ok = parse(app, s, &in, format, err);
	http_response_release(&response);
	return ok;
}

static bool open_file(struct app *app, const char *format, struct cards_source *s, struct err *err)
{
	struct str bytes = {0};
	struct text_input in = {.name = str_eq(s->shown, "-") ? "standard input" : s->shown};
	bool ok = fs_read(s->shown, TEXT_INPUT_MAX, &bytes, err);

	if (ok) {
		in.bytes = str_text(&bytes);
		in.len = bytes.len;
		ok = parse(app, s, &in, format, err);
	}
	str_release(&bytes);
	return ok;
}

bool cards_source_open(struct app *app, const char *name, const char *format,
	struct cards_source *ret, struct err *err)
{
	char path[PATH_MAX];

	*ret = (struct cards_source){.name = name, .shown = name};
	if (is_url(name))
		return open_url(app, format, ret, err);
	if (!str_eq(name, "-") && realpath(name, path))
		ret->name = arena_strdup(&app->arena, path);
	return open_file(app, format, ret, err);
}

void cards_source_release(struct cards_source *s)
{
	text_document_release(&s->document);
}
