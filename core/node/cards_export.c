#include "core/base/fs.h"
#include "core/base/tr.h"
#include "core/cards/export.h"
#include "core/cards/ferry.h"
#include "core/engine/call.h"
#include "core/node/files.h"
#include "core/node/nodes.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Kept study cards into a file. */

/* A deck of a million cards has less. */
#define PACKAGE_MAX ((size_t)512 << 20)

static const struct {
	const char *name;
	void (*write)(const struct exchange *x, struct str *out); /* NULL: a package */
} formats[] = {{"apkg", NULL}, {"anki", exchange_write_anki}, {"csv", exchange_write_csv},
	{"json", exchange_write_json}, {"markdown", exchange_write_markdown}};

/* A package is an archive, which is written to a file and read from there. */
static bool pack(const struct exchange *x, bool scheduling, struct str *out, struct err *err)
{
	const char *temporary = getenv("TMPDIR");
	struct schedule s;
	struct arena a = {0};
	char *folder, *file;
	bool ok;

	schedule_init(&s);
	folder = fs_join(
		&a, temporary && temporary[0] == '/' ? temporary : "/tmp", "blokctl-XXXXXX");
	if (!mkdtemp(folder)) {
		arena_release(&a);
		return err_set(err, ERR_WORK, "cannot make a folder for the package");
	}
	file = fs_join(&a, folder, "cards.apkg");
	ok = exchange_write_apkg(x,
		     &(struct export_options){scheduling, s.day, s.retention, s.fsrs.w[20]}, file,
		     err) &&
	     fs_read(file, PACKAGE_MAX, out, err);
	unlink(file);
	rmdir(folder);
	arena_release(&a);
	return ok;
}

static bool write_text(const cJSON *in, const struct exchange *x, struct str *out, struct err *err)
{
	const char *format = json_get_string(in, "format");

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (str_eq(formats[i].name, format) && formats[i].write) {
			formats[i].write(x, out);
			return true;
		}
	return pack(x, json_get_bool(in, "withScheduling", false), out, err);
}

static bool collect(struct node_call *call, struct exchange *x, struct err *err)
{
	const cJSON *in = call->inputs;
	const char *status = json_get_string(in, "status");
	struct note_filter f = {.deck = json_get_string(in, "deck"),
		.tag = json_get_string(in, "tag"),
		.status = str_eq(status, "draft") ? 1U << NOTE_DRAFT
			  : str_eq(status, "all") ? 1U << NOTE_DRAFT | 1U << NOTE_APPROVED
						  : 1U << NOTE_APPROVED};

	if (!call_store(call))
		return err_set(err, ERR_WORK, "there is no store with cards");
	return ferry_out(call_store(call), &f,
		json_get_bool(in, "withScheduling", false) ? FERRY_WITH_REVIEWS : FERRY_NOTES, x,
		err);
}

static bool export_run(struct node_call *call, cJSON **ret, struct failure *failure)
{
	const char *path = json_get_string(call->inputs, "path");
	struct fs_content file = {.mode = 0644};
	struct exchange x = {0};
	struct str out = {0};
	struct err err = {0};
	bool ok = collect(call, &x, &err) && write_text(call->inputs, &x, &out, &err);

	if (!ok)
		failure_set(failure, "Error", 500, "%s", err.message);
	file.bytes = str_text(&out);
	file.len = out.len;
	ok = ok && files_write(call, path, &file, failure);
	if (ok) {
		*ret = json_new_object();
		json_set_string(*ret, "path", path);
		json_set_number(*ret, "notes", (double)x.notes.len);
		json_set_number(*ret, "bytes", (double)out.len);
	}
	exchange_release(&x);
	str_release(&out);
	return ok;
}

const struct node_kind node_cards_export = {
	.name = "cards-export",
	.summary = N_("Write kept study cards to a file"),
	.inputs = "{\"type\":\"object\",\"required\":[\"path\",\"format\"],\"properties\":{"
		  "\"path\":{\"type\":\"string\",\"minLength\":1},\"root\":{\"type\":\"string\"},"
		  "\"format\":{\"enum\":[\"apkg\",\"anki\",\"csv\",\"json\",\"markdown\"]},"
		  "\"deck\":{\"type\":\"string\"},\"tag\":{\"type\":\"string\"},"
		  "\"status\":{\"enum\":[\"approved\",\"draft\",\"all\"]},"
		  "\"withScheduling\":{\"type\":\"boolean\"}}}",
	.output = "{path, notes, bytes}",
	.effect = NODE_ACTS,
	.run = export_run,
};
