#include "core/node/files.h"

#include "core/base/fs.h"

static bool failed(const struct err *err, struct failure *failure)
{
	failure_set(failure, "Error", err->kind == ERR_REFUSED ? 403 : 500, "%s", err->message);
	return failure_hint(failure, "%s", err->hint);
}

bool files_read(const struct node_call *call, const char *path, size_t max, struct str *ret,
	struct failure *failure)
{
	const char *root = json_get_string(call->inputs, "root");
	struct err err = {0};

	return (root ? fs_read_beneath(root, path, max, ret, &err) : fs_read(path, max, ret, &err)) ||
		failed(&err, failure);
}

bool files_write(const struct node_call *call, const char *path, const struct fs_content *c,
	struct failure *failure)
{
	const char *root = json_get_string(call->inputs, "root");
	struct err err = {0};
	bool ok;

	if (root)
		ok = fs_write_beneath(root, path, c, &err);
	else if (c->append)
		ok = fs_append(path, c->bytes, c->len, c->mode, &err);
	else
		ok = fs_write_atomic(path, c->bytes, c->len, c->mode, &err);
	return ok || failed(&err, failure);
}
