#ifndef BASE_COND_H
#define BASE_COND_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* Condition variables that wait by the monotonic clock: the one on the wall may be set meanwhile,
 * and by pthread_cond_init() alone a wait of a moment becomes one of an hour, or none. */
void cond_init(pthread_cond_t *c);
/* At most so long, with the mutex held: false when nobody has signalled. */
bool cond_wait_ms(pthread_cond_t *c, pthread_mutex_t *mutex, int64_t ms);

#endif
