#ifndef TEST_UNIT_SQLITE_FAULTS_H
#define TEST_UNIT_SQLITE_FAULTS_H

#include <stdbool.h>

/* Makes one call of SQLite fail: opening, preparing, a step, a whole text of statements, a step of
 * a backup. What fails has not been done; what comes after it works. */

/* The n-th from now on, of all threads. */
void sqlite_fails_at(long n);
/* Whether it came to that; from now on nothing fails. */
bool sqlite_failed(void);

#endif
