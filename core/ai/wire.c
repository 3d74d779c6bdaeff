#include "core/ai/wire.h"

#include <string.h>

static bool fail(struct ai_wire *w, enum ai_problem_kind kind, struct err *err)
{
	*w->problem = (struct ai_problem){.kind = kind};
	ai_problem_say(w->problem, err->message);
	return false;
}

/* An error that comes in place of an answer, or in the middle of one. */
static bool refused(struct ai_wire *w, const cJSON *data, struct err *err)
{
	/* Chunks of a refusal, or of servers that send "error": null. */
	if (!json_get(data, "error") || json_is_null(json_get(data, "error"))) {
		if (json_get(data, "choices") || json_get(data, "content") || json_get(data, "message"))
			return false;
	}
	if (json_is_null(json_get(data, "error")) || !ai_problem_read(data, w->problem))
		return false;
	err_set(err, ERR_WORK, "%s", w->problem->message);
	return true;
}

static bool parse(struct ai_wire *w, const char *bytes, size_t len, cJSON **ret, struct err *err)
{
	struct str clean = {0};
	bool ok;

	str_add_utf8(&clean, bytes, len);
	ok = json_parse(str_text(&clean), clean.len, ret, err);
	str_release(&clean);
	if (ok)
		return true;
	err_wrap(err, "the answer");
	return fail(w, AI_BAD_ANSWER, err);
}

static void tell(struct ai_wire *w)
{
	size_t len = w->reply->text.len;

	if (w->on_text && len > w->told)
		w->on_text(w->self, w->reply->text.at + w->told, len - w->told);
	w->told = len;
}

static bool take_event(void *self, const struct sse_event *event, struct err *err)
{
	struct ai_wire *w = self;
	cJSON *data;
	bool ok;

	if (!event->len || str_eq(event->data, "[DONE]"))
		return true;
	if (!parse(w, event->data, event->len, &data, err))
		return false;
	ok = !refused(w, data, err);
	if (ok)
		ok = w->protocol->read_event(w->reply, data, err) || fail(w, AI_BAD_ANSWER, err);
	json_free(data);
	tell(w);
	return ok;
}

/* What the server says it sends is often wrong; what it sends is not: an answer
 * of one piece begins with a bracket, a page with "<", no event does. */
static void decide(struct ai_wire *w, const char *bytes, size_t len)
{
	size_t i = 0;

	if (!w->protocol->read_event) {
		w->form = WIRE_WHOLE;
		return;
	}
	if (w->protocol->stream_format == SSE_LINES) {
		w->form = WIRE_STREAM;
		return;
	}
	while (i < len && (strchr(" \t\r\n\xef\xbb\xbf", bytes[i]) && bytes[i]))
		i++;
	if (i < len)
		w->form = strchr("{[<", bytes[i]) ? WIRE_WHOLE : WIRE_STREAM;
}

bool ai_wire_feed(struct ai_wire *w, const char *bytes, size_t len, struct err *err)
{
	if (w->form != WIRE_STREAM)
		str_add_bytes(&w->whole, bytes, len);
	if (w->form == WIRE_UNDECIDED) {
		decide(w, str_text(&w->whole), w->whole.len);
		if (w->form != WIRE_STREAM)
			return true;
		w->sse = (struct sse){.format = w->protocol->stream_format, .each = take_event, .self = w};
		bytes = str_text(&w->whole);
		len = w->whole.len;
	}
	if (w->form == WIRE_WHOLE)
		return true;
	if (sse_feed(&w->sse, bytes, len, err))
		return true;
	return w->problem->kind ? false : fail(w, AI_BAD_ANSWER, err);
}

/* Every text has its vector, and of the size that was asked for. */
static bool fits(const struct ai_wire *w, struct err *err)
{
	const struct ai_vectors *v = &w->reply->vectors;
	const struct ai_request *r = w->request;

	if (!r || !r->inputs_len)
		return true;
	if (v->count != r->inputs_len)
		return err_set(err, ERR_WORK, "%zu vectors have come for %zu texts", v->count,
			r->inputs_len);
	if (r->dimensions && ai_vectors_dimension(v) != (size_t)r->dimensions)
		return err_set(err, ERR_WORK, "vectors of %zu numbers have come, not of %lld",
			ai_vectors_dimension(v), (long long)r->dimensions);
	return true;
}

static bool end_whole(struct ai_wire *w, struct err *err)
{
	const char *bytes = str_text(&w->whole);
	size_t len = w->whole.len;
	cJSON *body;
	bool ok;

	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	if (!len) {
		err_set(err, ERR_WORK, "the answer is empty");
		return fail(w, AI_BAD_ANSWER, err);
	}
	if (!parse(w, bytes, len, &body, err))
		return false;
	ok = !refused(w, body, err);
	if (ok)
		ok = (w->protocol->read(w->reply, body, err) && fits(w, err)) ||
		     fail(w, AI_BAD_ANSWER, err);
	json_free(body);
	tell(w);
	return ok;
}

bool ai_wire_end(struct ai_wire *w, struct err *err)
{
	if (w->form != WIRE_STREAM)
		return end_whole(w, err);
	if (!sse_end(&w->sse, err))
		return w->problem->kind ? false : fail(w, AI_BAD_ANSWER, err);
	/* Some servers leave the mark of the end out; the reason is enough. */
	if (w->reply->finish != AI_UNFINISHED)
		return true;
	err_set(err, ERR_WORK, "the stream ended before the answer did");
	return fail(w, AI_BROKEN, err);
}

void ai_wire_release(struct ai_wire *w)
{
	sse_release(&w->sse);
	str_release(&w->whole);
}
