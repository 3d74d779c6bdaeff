#include "cmd/ai.h"
#include "cmd/meter.h"
#include "cmd/output.h"
#include "core/ai/embeddings.h"
#include "core/ai/vectors.h"
#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/term/table.h"
#include "core/text/sentence.h"

#include <string.h>

/* As many texts as one call takes, of a kilobyte each. */
#define TEXTS_MAX_BYTES ((size_t)16 * 1024 * 1024)

static const char *file;
static long long dimensions, timeout_ms;

static const struct opt options[] = {
	{.name = "file",
		.letter = 'f',
		.kind = OPT_TEXT,
		.value = &file,
		.arg = "path",
		.help = N_("each line of a file is a text"),
		.words = WORDS_FILE},
	/* The largest there are have 4,096. */
	{.name = "dimensions",
		.letter = 'd',
		.kind = OPT_INT,
		.value = &dimensions,
		.arg = "count",
		.help = N_("numbers of a vector, for models that let one choose"),
		.min = 1,
		.max = 65536},
	{.name = "timeout",
		.kind = OPT_DURATION,
		.value = &timeout_ms,
		.arg = "duration",
		.help = N_("of everything together")},
	AI_MODEL_OPTION,
	AI_PROVIDER_OPTION,
	AI_COST_OPTIONS,
	{0},
};

struct texts {
	struct app *app;
	VEC(const char *) list;
};

/* ---- the texts ---- */

/* Vectors and lines have the same numbers: none is passed over. */
static bool add_lines(struct texts *t, const char *path, const struct str *bytes, struct err *err)
{
	struct text_span line;
	size_t number = 0;

	for (size_t at = 0; text_next_line(bytes->at, bytes->len, &at, &line);) {
		number++;
		if (line.len && line.at[line.len - 1] == '\r')
			line.len--;
		if (!line.len)
			return err_set(err, ERR_INPUT, "%s: line %zu is empty",
				str_eq(path, "-") ? "standard input" : path, number);
		vec_push(&t->list, arena_strndup(&t->app->arena, line.at, line.len));
	}
	return true;
}

static bool add_file(struct texts *t, const char *path, struct err *err)
{
	struct str bytes = {0}, clean = {0};
	bool ok = fs_read(path, TEXTS_MAX_BYTES, &bytes, err);

	if (ok) {
		str_add_utf8(&clean, str_text(&bytes), bytes.len);
		ok = add_lines(t, path, &clean, err);
	}
	str_release(&bytes);
	str_release(&clean);
	return ok;
}

static bool collect(struct texts *t, int argc, char **argv, struct err *err)
{
	bool input = argc == 1 && str_eq(argv[0], "-");
	struct str clean = {0};

	for (int i = 0; i < argc && !input; i++) {
		str_clear(&clean);
		str_add_utf8(&clean, argv[i], strlen(argv[i]));
		vec_push(&t->list, arena_strdup(&t->app->arena, str_text(&clean)));
	}
	str_release(&clean);
	if ((input && !add_file(t, "-", err)) || (file && !add_file(t, file, err)))
		return false;
	if (t->list.len)
		return true;
	err_set(err, input || file ? ERR_INPUT : ERR_USAGE, "there is no text");
	return err_hint(
		err, "give one text or more; '-' reads one from each line of standard input");
}

/* ---- the vectors ---- */

/* A value at a time: one tree of all of them would take ten times their memory. */
static void print_document(struct app *app, const struct ai_answer *answer)
{
	const struct ai_vectors *v = &answer->reply.vectors;
	cJSON *document = json_new_object();
	struct str text = {0};

	json_set_number(document, "dimensions", (double)ai_vectors_dimension(v));
	ai_answer_fields(document, answer);
	json_print(&text, document, JSON_COMPACT);
	json_free(document);
	str_truncate(&text, text.len - 1);
	str_add(&text, ",\"embeddings\":[");
	for (size_t i = 0; i < v->count; i++) {
		cJSON *numbers = ai_vectors_json(v, i);

		json_print(&text, numbers, JSON_COMPACT);
		json_free(numbers);
		str_add(&text, i + 1 < v->count ? "," : "]}\n");
		app_print_str(app, &text);
		str_clear(&text);
	}
	str_release(&text);
}

#define FIRST_NUMBERS 4

static void add_numbers(struct table *t, const struct ai_vectors *v, size_t which)
{
	size_t dimension = ai_vectors_dimension(v), i;
	struct str text = {0};

	for (i = 0; i < dimension && i < FIRST_NUMBERS; i++)
		str_addf(&text, "%s%.4f", i ? " " : "",
			(double)v->numbers.at[which * dimension + i]);
	if (i < dimension)
		str_add(&text, " …");
	table_add(t, str_text(&text));
	str_release(&text);
}

static void print_table(struct app *app, const struct texts *texts, const struct ai_answer *answer)
{
	static const struct column columns[] = {{"", COLUMN_NUMBER}, {N_("BEGINS"), COLUMN_TEXT},
		{N_("COSINE TO 0"), COLUMN_NUMBER}, {N_("TEXT"), COLUMN_WIDE}, {0}};
	const struct ai_vectors *v = &answer->reply.vectors;
	struct table t;

	app_print(app,
		tr_n("%s/%s: %zu vector of %zu numbers\n", "%s/%s: %zu vectors of %zu numbers\n",
			v->count),
		answer->provider, answer->model, v->count, ai_vectors_dimension(v));
	table_init(&t, columns);
	for (size_t i = 0; i < v->count; i++) {
		table_addf(&t, "%zu", i);
		add_numbers(&t, v, i);
		table_addf(&t, "%.4f", ai_vectors_cosine(v, 0, i));
		table_add(&t, texts->list.at[i]);
	}
	app_print_table(app, &t);
	table_release(&t);
	ai_tell_cost(app, answer);
}

static bool embed(struct app *app, const struct texts *texts, struct err *err)
{
	const struct ai_request request = {
		.inputs = texts->list.at, .inputs_len = texts->list.len, .dimensions = dimensions};
	struct ai_ask ask = {.task = "embed", .request = &request, .timeout_ms = timeout_ms};
	struct ai_answer answer = {0};
	struct ai *ai = NULL;
	bool ok;

	meter_begin(app, tr("making vectors"));
	ok = ai_command_ask(app, &ask, err) && ai_command_open(app, &ai, err) &&
	     ai_call_embeddings(ai, &ask, &answer, err);
	meter_end();
	if (ok && app->json)
		print_document(app, &answer);
	else if (ok)
		print_table(app, texts, &answer);
	ai_answer_release(&answer);
	ai_close(ai);
	return ok;
}

static bool run(struct app *app, int argc, char **argv, struct err *err)
{
	struct texts texts = {.app = app};
	bool ok = collect(&texts, argc, argv, err) && embed(app, &texts, err);

	vec_release(&texts.list);
	return ok;
}

const struct cmd ai_embed = {
	.name = "embed",
	.args = "[TEXT]...",
	.summary = N_("Make a vector of each text; '-' reads one from each line of standard input"),
	.opts = options,
	.examples =
		(const char *const[]){
			"blokctl ai embed 'the bridge is closed' 'closed bridges' --provider "
			"builtin",
			N_("how alike two texts are, without any model"),
			"blokctl ai embed --file titles.txt --json >vectors.json",
			N_("vectors of many texts, for another program"),
			NULL,
		},
	.run = run,
};
