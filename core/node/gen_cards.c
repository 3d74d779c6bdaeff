#include "core/base/clock.h"
#include "core/base/sha256.h"
#include "core/base/tr.h"
#include "core/cards/chunk.h"
#include "core/cards/generate.h"
#include "core/cards/sync.h"
#include "core/engine/call.h"
#include "core/node/files.h"
#include "core/node/nodes.h"

#include <string.h>

/* Study cards of a document, by rules: no model, no cost. */

struct making {
	struct node_call *call;
	const char *name; /* of the document */
	struct str bytes;
	struct text_document document;
	struct card_set set;
	struct card_coverage coverage;
	struct card_sync_result kept;
	struct arena arena;
};

static bool fail(const struct err *err, struct failure *failure)
{
	failure_set(failure, err->kind == ERR_INPUT ? "InvalidDocument" : "Error",
		err->kind == ERR_INPUT ? 400 : 500, "%s", err->message);
	return *err->hint ? failure_hint(failure, "%s", err->hint) : false;
}

static bool read_document(struct making *m, struct failure *failure)
{
	const cJSON *in = m->call->inputs;
	const char *text = json_get_string(in, "text"), *path = json_get_string(in, "path");
	const char *format = json_get_string(in, "format"),
		   *language = json_get_string(in, "language");
	struct text_input input = {.name = path ? path : "text"};
	enum text_format f = TEXT_FORMAT_AUTO;
	struct err err = {0};

	if (!text && !path)
		return failure_set(failure, "Error", 400, "there is neither 'text' nor 'path'");
	if (path && !files_read(m->call, path, TEXT_INPUT_MAX, &m->bytes, failure))
		return false;
	input.bytes = path ? str_text(&m->bytes) : text;
	input.len = path ? m->bytes.len : strlen(text);
	while (format && f < TEXT_FORMAT_PLAIN && !str_eq(text_format_name(f), format))
		f++;
	m->name = json_get_string(in, "document") ? json_get_string(in, "document") : input.name;
	if (!path) {
		str_add(&m->bytes, text);
		if (!format) /* a text in a workflow is written by hand */
			f = TEXT_FORMAT_MARKDOWN;
	}
	if (!text_document_read(&m->document, &input, f, &err))
		return fail(&err, failure);
	if (language)
		m->document.language = str_eq(language, "de") ? TEXT_GERMAN : TEXT_ENGLISH;
	return true;
}

static void make(struct making *m)
{
	const cJSON *in = m->call->inputs;
	struct card_options o = {.max = (size_t)json_get_int64(in, "max", 0),
		.min_score = json_get_number(in, "minScore", 0)};

	json_each(kind, json_get(in, "kinds"))
		o.kinds |= 1U << card_kind_of(kind->valuestring);
	cards_generate(&m->set, &m->coverage, &m->document, &o);
}

static bool keep(struct making *m, struct failure *failure)
{
	const cJSON *in = m->call->inputs;
	const char *deck = json_get_string(in, "deck");
	char hash[65];
	struct card_sync sync = {.document = &m->document,
		.row = {.name = m->name,
			.hash = hash,
			.title = m->document.title,
			.language = m->document.language == TEXT_GERMAN ? "de" : "en",
			.format = text_format_name(m->document.format),
			.read_at = clock_wall_ms()},
		.set = &m->set,
		.deck = deck ? deck : "Default",
		.tags = json_get_string(in, "tags"),
		.engine = "builtin"};
	struct err err = {0};

	if (!json_get_bool(in, "save", false))
		return true;
	if (!call_store(m->call))
		return failure_set(failure, "Error", 400, "there is no store to keep cards in");
	sha256_hex(str_text(&m->bytes), m->bytes.len, hash);
	return cards_sync(call_store(m->call), &m->arena, &sync, &m->kept, &err) ||
	       fail(&err, failure);
}

static void set_text(cJSON *json, const char *key, const char *text)
{
	json_add_take(json, key, text ? json_new_string(text) : json_new_null());
}

static cJSON *card_json(const struct making *m, size_t i)
{
	const struct card_draft *c = &m->set.list.at[i];
	cJSON *json = json_new_object();
	struct str heading = {0};

	card_heading_path(&m->document, c->block, &heading);
	set_text(json, "id", m->kept.uuids ? m->kept.uuids[i] : NULL);
	set_text(json, "question", c->question);
	set_text(json, "answer", c->answer);
	set_text(json, "cloze", c->cloze);
	json_set_string(json, "kind", card_kind_name(c->kind));
	json_set_number(json, "score", c->score);
	json_set_string(json, "heading", str_text(&heading));
	json_set_string(json, "sentence", c->sentence);
	str_release(&heading);
	return json;
}

static cJSON *output(const struct making *m)
{
	cJSON *json = json_new_object(), *cards = json_new_array(), *coverage = json_new_object();

	for (size_t i = 0; i < m->set.list.len; i++)
		json_append_take(cards, card_json(m, i));
	json_set_number(coverage, "words", (double)m->coverage.words);
	json_set_number(coverage, "sections", (double)m->coverage.sections);
	json_set_number(coverage, "sectionsUsed", (double)m->coverage.sections_used);
	json_add_take(json, "cards", cards);
	json_add_take(json, "coverage", coverage);
	json_set_number(json, "added", (double)m->kept.added);
	json_set_number(json, "changed", (double)m->kept.changed);
	return json;
}

static bool gen_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	struct making m = {.call = call};
	bool ok = read_document(&m, failure);

	if (ok) {
		make(&m);
		ok = keep(&m, failure);
	}
	if (ok)
		*ret = output(&m);
	card_set_release(&m.set);
	card_coverage_release(&m.coverage);
	text_document_release(&m.document);
	arena_release(&m.arena);
	str_release(&m.bytes);
	return ok;
}

const struct node_kind node_gen_cards = {
	.name = "gen-cards",
	.summary = N_("Make study cards of a text or a document"),
	.inputs =
		"{\"type\":\"object\",\"properties\":{"
		"\"text\":{\"type\":\"string\"},\"path\":{\"type\":\"string\",\"minLength\":1},"
		"\"root\":{\"type\":\"string\"},\"document\":{\"type\":\"string\",\"minLength\":1},"
		"\"format\":{\"enum\":[\"markdown\",\"html\",\"epub\",\"pdf\",\"plain\"]},"
		"\"language\":{\"enum\":[\"en\",\"de\"]},"
		"\"kinds\":{\"type\":\"array\",\"items\":{\"enum\":[\"definition\",\"fact\","
		"\"faq\","
		"\"cause\",\"condition\",\"number\",\"list\",\"acronym\",\"table\",\"cloze\"]}},"
		"\"max\":{\"type\":\"integer\",\"minimum\":1},"
		"\"minScore\":{\"type\":\"number\",\"minimum\":0,\"maximum\":1},"
		"\"save\":{\"type\":\"boolean\"},\"deck\":{\"type\":\"string\",\"minLength\":1},"
		"\"tags\":{\"type\":\"string\"}}}",
	.output = "{cards: [{id, question, answer, cloze, kind, score, heading, sentence}], "
		  "coverage, "
		  "added, changed}",
	.effect = NODE_ACTS,
	.run = gen_run,
};
