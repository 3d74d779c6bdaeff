#ifndef TEST_UNIT_READ_EXCHANGE_H
#define TEST_UNIT_READ_EXCHANGE_H

#include "core/cards/exchange.h"

/* Texts that must be readable: Anki's export, a table. */
struct exchange read_anki(const char *text);
struct exchange read_csv(const char *text);

#endif
