#include "core/node/kinds.h"
#include "core/workflow/check.h"
#include "core/workflow/graph.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What `workflow validate` and `workflow graph` do with a document, of a format that the first
 * byte chooses: whatever is refused says why, whatever is taken can be drawn. */

static void draw(const struct workflow *wf)
{
	struct str out = {0};
	cJSON *json = graph_json(wf);

	for (int format = GRAPH_TEXT; format <= GRAPH_DOT; format++) {
		str_clear(&out);
		graph_render(wf, (enum graph_format)format, &out);
		if (!out.len)
			abort();
	}
	json_free(json);
	str_release(&out);
}

static void check(struct workflow *wf, struct diags *diags)
{
	struct registry *registry = registry_new(&node_kinds_only);
	bool ok = workflow_check(wf, registry, diags);

	if (ok != (diags->errors == 0))
		abort();
	registry_free(registry);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"fuzz.yaml", "fuzz.json", "fuzz.toml"};
	struct diags diags = {0};
	struct workflow *wf;

	if (!size)
		return 0;
	wf = workflow_load_text(
		names[data[0] % 3], (const char *)data + 1, size - 1, &node_kinds_only, &diags);
	if (wf) {
		check(wf, &diags);
		draw(wf);
	} else if (!diags.errors) {
		abort();
	}
	workflow_free(wf);
	diags_release(&diags);
	return 0;
}
