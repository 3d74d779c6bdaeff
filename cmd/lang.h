#ifndef CMD_LANG_H
#define CMD_LANG_H

#include <stdbool.h>

struct app;

#define LANG_CHOICES "auto|en|de"

/* The language of tr(): BLOKCTL_LANG (main puts --lang there, so that our own
 * children speak it too), else the setting "lang", else the locale. */
void lang_choose(struct app *app);

/* Whether an answer to a question begins as "yes" does, in English or in the
 * language of the question. */
bool lang_is_yes(const char *answer);

#endif
