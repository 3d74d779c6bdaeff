#include "core/text/document.h"

bool text_read_plain(struct text_document *d, const struct text_input *in, struct err *err)
{
	(void)d;
	return err_set(err, ERR_WORK, "'%s': plain is not read yet", in->name);
}
