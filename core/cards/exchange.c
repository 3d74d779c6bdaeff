#include "core/cards/exchange.h"

#include <string.h>

void exchange_release(struct exchange *x)
{
	vec_release(&x->notes);
	vec_release(&x->problems);
	arena_release(&x->arena);
	memset(x, 0, sizeof *x);
}

void exchange_problem(struct exchange *x, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vec_push(&x->problems, arena_vprintf(&x->arena, format, args));
	va_end(args);
}
