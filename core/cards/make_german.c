#include "core/cards/make.h"

void make_german(struct maker *m, const struct clause *c)
{
	(void)m, (void)c;
}
