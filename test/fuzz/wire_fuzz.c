#include "core/ai/vectors.h"
#include "core/ai/wire.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the protocol, the second how many bytes follow that are
 * the sizes of pieces, one after the other and over again.  The rest is an answer:
 * in these pieces it must be what it is as a whole, and what is told while it
 * comes must be its text. */

struct reading {
	struct ai_reply reply;
	struct ai_problem problem;
	struct str told;
	struct err err;
	bool ok;
};

static void take_text(void *self, const char *text, size_t len)
{
	struct reading *r = self;

	if (!len)
		abort();
	str_add_bytes(&r->told, text, len);
}

struct pieces {
	const uint8_t *sizes;
	size_t len, next;
};

struct bytes {
	const uint8_t *at;
	size_t len;
};

static size_t next_piece(struct pieces *p, size_t left)
{
	size_t size = p->len ? p->sizes[p->next++ % p->len] : left;

	return size < left ? size : left;
}

static void read_all(
	const struct ai_protocol *protocol, struct pieces *p, struct bytes b, struct reading *ret)
{
	struct ai_wire w = {.protocol = protocol,
		.reply = &ret->reply,
		.problem = &ret->problem,
		.on_text = take_text,
		.self = ret};
	size_t empty = 0;

	ret->ok = true;
	while (b.len && ret->ok) {
		size_t size = next_piece(p, b.len);

		/* Nothing but empty pieces would never end. */
		if (!size && ++empty > p->len)
			size = b.len;
		ret->ok = ai_wire_feed(&w, (const char *)b.at, size, &ret->err);
		b.at += size;
		b.len -= size;
	}
	ret->ok = ret->ok && ai_wire_end(&w, &ret->err);
	if (!ret->ok && (!ret->problem.kind || !*ret->err.message))
		abort();
	ai_wire_release(&w);
}

/* Each is of length 1, or there is none. */
static void check_vectors(const struct ai_vectors *v)
{
	if (v->count && v->numbers.len != v->count * ai_vectors_dimension(v))
		abort();
	for (size_t i = 0; i < v->count; i++) {
		double cosine = ai_vectors_cosine(v, i, i);

		if (!(cosine > 0.9999))
			abort();
	}
}

static void check(const struct reading *r)
{
	if (r->ok)
		check_vectors(&r->reply.vectors);
	if (!str_eq(str_text(&r->told), str_text(&r->reply.text)))
		abort();
}

static void compare(const struct reading *a, const struct reading *b)
{
	if (a->ok != b->ok || a->problem.kind != b->problem.kind ||
		a->reply.finish != b->reply.finish || a->reply.calls.len != b->reply.calls.len ||
		a->reply.vectors.count != b->reply.vectors.count ||
		!str_eq(str_text(&a->reply.text), str_text(&b->reply.text)))
		abort();
	for (size_t i = 0; i < a->reply.calls.len; i++)
		if (!str_eq(ai_call_arguments(&a->reply.calls.at[i]),
			    ai_call_arguments(&b->reply.calls.at[i])))
			abort();
	if (!a->ok && !str_eq(a->err.message, b->err.message))
		abort();
}

static void release(struct reading *r)
{
	ai_reply_release(&r->reply);
	str_release(&r->told);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct ai_protocol *const protocols[] = {&ai_openai, &ai_anthropic, &ai_ollama,
		&ai_openai_embeddings, &ai_ollama_embeddings};
	struct pieces pieces = {0}, one = {0};
	struct reading whole = {0}, parts = {0};
	const struct ai_protocol *protocol;
	struct bytes answer;

	if (size < 2)
		return 0;
	protocol = protocols[data[0] % 5];
	pieces = (struct pieces){data + 2, data[1] % 16, 0};
	if (size < 2 + pieces.len)
		return 0;
	answer = (struct bytes){data + 2 + pieces.len, size - 2 - pieces.len};
	read_all(protocol, &one, answer, &whole);
	read_all(protocol, &pieces, answer, &parts);
	check(&whole);
	check(&parts);
	compare(&whole, &parts);
	release(&whole);
	release(&parts);
	return 0;
}
