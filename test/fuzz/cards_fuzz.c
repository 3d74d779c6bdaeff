#include "core/cards/generate.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every card of every text is one that the validator passes, has a source in the
 * document, and asks for something that no other asks for. */

static void check_set(const struct card_set *set, const struct text_document *d)
{
	for (size_t i = 0; i < set->list.len; i++) {
		const struct card_draft *c = &set->list.at[i];

		if (card_fault_of(c) || c->block >= d->blocks.len || c->score < 0 || c->score > 1)
			abort();
		if (!c->cloze == !c->question)
			abort();
		for (size_t k = 0; k < i && !c->cloze; k++)
			if (!set->list.at[k].cloze &&
				strcmp(set->list.at[k].question, c->question) == 0)
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum text_format formats[] = {
		TEXT_FORMAT_PLAIN, TEXT_FORMAT_MARKDOWN, TEXT_FORMAT_HTML};
	const struct card_options all = {0};
	struct card_coverage coverage = {0};
	struct card_set set = {0};
	struct text_document d;
	struct text_input in;
	struct err err;

	if (!size)
		return 0;
	in = (struct text_input){.name = "t", .bytes = (const char *)data + 1, .len = size - 1};
	if (!text_document_read(&d, &in, formats[data[0] % 3], &err))
		return 0;
	if (data[0] & 0x80)
		d.language = data[0] & 0x40 ? TEXT_GERMAN : TEXT_ENGLISH;
	cards_generate(&set, &coverage, &d, &all);
	check_set(&set, &d);
	card_set_release(&set);
	card_coverage_release(&coverage);
	text_document_release(&d);
	return 0;
}
