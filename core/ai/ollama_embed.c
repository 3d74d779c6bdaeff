#include "core/ai/provider.h"
#include "core/ai/vectors.h"

/* Embeddings of Ollama's own protocol. */

static cJSON *body_of(const struct ai_target *t, const struct ai_request *r, bool stream)
{
	cJSON *body = ai_inputs_json(t, r);

	(void)stream;
	/* Else it cuts texts that do not fit without a word. */
	json_set_bool(body, "truncate", false);
	return body;
}

static bool read_whole(struct ai_reply *reply, const cJSON *body, struct err *err)
{
	const cJSON *lists = json_get(body, "embeddings"), *one = json_get(body, "embedding");

	if (!json_is_array(lists))
		lists = NULL;
	if (lists ? !lists->child : !one)
		return err_set(err, ERR_WORK, "the answer has no vectors");
	ai_add_text(&reply->model, body, "model");
	reply->usage = (struct ai_usage){.input = ai_count(body, "prompt_eval_count"),
		.reported = json_get(body, "prompt_eval_count") != NULL};
	json_each(list, lists) {
		if (!ai_vectors_add(&reply->vectors, list, err))
			return false;
	}
	/* Servers that only speak like it answer a single text so. */
	if (!lists && !ai_vectors_add(&reply->vectors, one, err))
		return false;
	reply->finish = AI_STOP;
	return true;
}

const struct ai_protocol ai_ollama_embeddings = {
	.name = "ollama",
	.path = "/api/embed",
	.stream_format = SSE_LINES,
	.body = body_of,
	.read = read_whole,
};
