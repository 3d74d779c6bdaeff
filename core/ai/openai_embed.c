#include "core/ai/provider.h"
#include "core/ai/vectors.h"

#include <stdlib.h>

/* Embeddings of OpenAI and of every server that speaks like it. */

static cJSON *body_of(const struct ai_target *t, const struct ai_request *r, bool stream)
{
	cJSON *body = ai_inputs_json(t, r);

	(void)stream;
	/* Some servers know no other, whatever they are asked for. */
	json_set_string(body, "encoding_format", "float");
	return body;
}

/* Items say which text they are about, and may come in any order; those that do
 * not say it stand where they are. */
static bool sort(const cJSON *data, const cJSON **sorted, size_t count, struct err *err)
{
	size_t place = 0;

	json_each(item, data) {
		double index = json_get_number(item, "index", (double)place);

		place++;
		if (!(index >= 0 && index < (double)count) || index != (double)(size_t)index)
			return err_set(
				err, ERR_WORK, "one of %zu vectors is for text %g", count, index);
		if (sorted[(size_t)index])
			return err_set(err, ERR_WORK, "text %g has two vectors", index);
		sorted[(size_t)index] = item;
	}
	return true;
}

static bool read_vectors(struct ai_reply *reply, const cJSON *data, struct err *err)
{
	size_t count = json_count(data);
	const cJSON **sorted = mem_alloc(count * sizeof *sorted);
	bool ok = sort(data, sorted, count, err);

	for (size_t i = 0; i < count && ok; i++)
		ok = ai_vectors_add(&reply->vectors, json_get(sorted[i], "embedding"), err);
	free(sorted);
	return ok;
}

static bool read_whole(struct ai_reply *reply, const cJSON *body, struct err *err)
{
	const cJSON *data = json_get(body, "data"), *usage = json_get(body, "usage");

	if (!json_is_array(data) || !data->child)
		return err_set(err, ERR_WORK, "the answer has no vectors");
	ai_add_text(&reply->model, body, "model");
	reply->usage = (struct ai_usage){
		.input = ai_count(usage, "prompt_tokens"), .reported = json_is_object(usage)};
	if (!read_vectors(reply, data, err))
		return false;
	reply->finish = AI_STOP;
	return true;
}

const struct ai_protocol ai_openai_embeddings = {
	.name = "openai",
	.path = "/embeddings",
	.key_header = "Authorization",
	.key_prefix = "Bearer ",
	.stream_format = SSE_EVENTS,
	.body = body_of,
	.read = read_whole,
};
