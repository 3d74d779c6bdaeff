#include "test/unit/read_exchange.h"

#include "core/cards/import.h"
#include "test/unit/test.h"

#include <string.h>

struct exchange read_anki(const char *text)
{
	struct exchange x;
	struct err err;

	CHECK(exchange_read_anki(text, strlen(text), &x, &err));
	return x;
}

struct exchange read_csv(const char *text)
{
	struct exchange x;
	struct err err;

	CHECK(exchange_read_csv(text, strlen(text), &x, &err));
	return x;
}
