/* Preloaded by sql_sweep.sh: the SQL_FAIL_AT-th call of SQLite fails; then there is a file
 * SQL_FAILED_TO at the end. */
#include "test/unit/sqlite_faults.c"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("SQL_FAIL_AT");

	sqlite_fails_at(at ? strtol(at, NULL, 10) : 0);
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("SQL_FAILED_TO");

	if (sqlite_failed() && path)
		close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}
