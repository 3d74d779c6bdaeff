#define _GNU_SOURCE /* F_OFD_SETLK, SIGEV_THREAD_ID */
#include "core/store/store.h"

#include "core/base/clock.h"
#include "core/base/fs.h"
#include "core/base/map.h"
#include "core/base/mem.h"
#include "core/store/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Byte 0 of the lock file is the queue of writers; the byte a run owns is
 * computed from its id. */
#define QUEUE_BYTE 0

struct store {
	struct db *db;
	char *path;
	int lock_fd;
	int64_t patience_ms;
	pthread_mutex_t mutex;
};

/* A large prune or a vacuum of another process may take a while. */
#define PATIENCE_MS 60000

static struct flock range(short type, off_t byte)
{
	return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
}

static void queue_leave(struct store *s)
{
	struct flock lock = range(F_UNLCK, QUEUE_BYTE);

	fcntl(s->lock_fd, F_OFD_SETLK, &lock);
}

/* While a thread waits in the kernel's line, this interrupts its call now and
 * then to look at the clock.  A socket's urgent data, which the signal is for,
 * nobody here asks for, and ignoring it is what a process begins with. */
#define TICK_SIGNAL SIGURG
#define TICK_MS 250

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

struct ticks {
	timer_t timer;
	sigset_t mask_before;
	bool running;
};

static void on_tick(int number)
{
	(void)number;
}

static void ticks_start(struct ticks *t, int64_t first_ms)
{
	struct sigaction action = {.sa_handler = on_tick}; /* without SA_RESTART */
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = TICK_SIGNAL};
	struct itimerspec times = {
		.it_interval.tv_nsec = TICK_MS * 1000000L, .it_value.tv_nsec = first_ms * 1000000L};
	sigset_t set;

	event.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
	t->running = sigaction(TICK_SIGNAL, &action, NULL) == 0 &&
		     timer_create(CLOCK_MONOTONIC, &event, &t->timer) == 0;
	if (!t->running)
		return;
	sigemptyset(&set);
	sigaddset(&set, TICK_SIGNAL);
	pthread_sigmask(SIG_UNBLOCK, &set, &t->mask_before);
	timer_settime(t->timer, 0, &times, NULL);
}

static void ticks_stop(struct ticks *t)
{
	if (!t->running)
		return;
	timer_delete(t->timer);
	pthread_sigmask(SIG_SETMASK, &t->mask_before, NULL);
}

/* One try, as long as the next tick; without a timer (the system may have too
 * many) only looks, and pauses. */
static bool queue_try(const struct store *s, bool ticking)
{
	struct flock lock = range(F_WRLCK, QUEUE_BYTE);

	if (fcntl(s->lock_fd, ticking ? F_OFD_SETLKW : F_OFD_SETLK, &lock) == 0)
		return true;
	if (!ticking && (errno == EAGAIN || errno == EACCES)) {
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
		errno = EINTR;
	}
	return false;
}

/* The kernel's line is fair: who waits is next, whoever else comes. */
static bool queue_wait(const struct store *s)
{
	int64_t until = clock_mono_us() + s->patience_ms * 1000;
	struct ticks ticks;
	bool entered;
	int failed;

	/* short patience ends before a tick; 0 would be no timer */
	ticks_start(&ticks, s->patience_ms < TICK_MS ? s->patience_ms + 1 : TICK_MS);
	while (!(entered = queue_try(s, ticks.running)) && errno == EINTR)
		if (clock_mono_us() >= until)
			break;
	failed = errno;
	ticks_stop(&ticks);
	errno = failed;
	return entered;
}

static bool queue_enter(struct store *s, struct err *err)
{
	struct flock lock = range(F_WRLCK, QUEUE_BYTE);

	if (fcntl(s->lock_fd, F_OFD_SETLK, &lock) == 0 || queue_wait(s))
		return true;
	if (errno != EINTR)
		return err_errno(err, errno, "cannot lock '%s.lock'", s->path);
	err_set(err, ERR_BUSY, "'%s.lock' was locked by another process for %lld s", s->path,
		(long long)s->patience_ms / 1000);
	return err_hint(err, "another blokctl keeps the store for itself; try again later");
}

/* The run's own byte: past the queue's, below the largest offset. */
static off_t run_byte(const char *run_id)
{
	uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a: the same in every process */

	for (; *run_id; run_id++)
		hash = (hash ^ (unsigned char)*run_id) * 0x100000001b3u;
	return (off_t)(hash >> 2) + 1;
}

/* A child that a killed process had just made shares its descriptors, and so
 * its locks, until it has become its program: a moment, longer when all the
 * processors are busy. */
#define LOCK_PATIENCE_MS 100

bool store_lock_run(struct store *s, const char *run_id)
{
	struct flock lock = range(F_WRLCK, run_byte(run_id));

	for (int waited_ms = 0; fcntl(s->lock_fd, F_OFD_SETLK, &lock) != 0; waited_ms++) {
		if (waited_ms == LOCK_PATIENCE_MS)
			return false;
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	}
	return true;
}

void store_unlock_run(struct store *s, const char *run_id)
{
	struct flock lock = range(F_UNLCK, run_byte(run_id));

	fcntl(s->lock_fd, F_OFD_SETLK, &lock);
}

bool store_run_is_live(struct store *s, const char *run_id)
{
	struct flock lock = range(F_WRLCK, run_byte(run_id));

	return fcntl(s->lock_fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/* SQLite gives -wal and -shm the mode of the database, so that is what has to
 * be right, whatever the umask. */
static bool create_file(const char *path, struct err *err)
{
	struct arena a = {0};
	bool ok = fs_make_dirs(fs_dirname(&a, path), 0700, err);
	int fd;

	if (ok) {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		ok = fd >= 0 || err_errno(err, errno, "cannot create the store '%s'", path);
		if (fd >= 0)
			close(fd);
	}
	arena_release(&a);
	return ok;
}

static bool open_lock(struct store *s, struct err *err)
{
	struct str path = {0};

	str_addf(&path, "%s.lock", s->path);
	s->lock_fd = open(path.at, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock_fd < 0)
		err_errno(err, errno, "cannot create '%s'", path.at);
	str_release(&path);
	return s->lock_fd >= 0;
}

/* What an older program made is copied once before it is changed: STORE.backup-v4. */
static bool keep_old(struct store *s, int64_t version, struct err *err)
{
	struct str path = {0};
	bool ok;

	str_addf(&path, "%s.backup-v%lld", s->path, (long long)version);
	ok = fs_exists(path.at) || db_backup(s->db, path.at, err) ||
	     err_wrap(err, "cannot back up the store before it is brought up to date");
	str_release(&path);
	return ok;
}

/* Under the lock, where the version may be another one than before. */
static bool bring_up(struct store *s, struct err *err)
{
	int64_t version;

	if (!db_query_int(s->db, "PRAGMA user_version", &version, err))
		return false;
	if (version == 0 && !db_exec(s->db, "PRAGMA journal_mode = WAL", err))
		return false;
	if (version > 0 && version < store_schema_len && !keep_old(s, version, err))
		return false;
	return store_schema_apply(s->db, err);
}

/* A finished store needs one pragma; a new one is made under the queue's
 * lock, so that processes that start together make it once. */
static bool prepare(struct store *s, int64_t version, struct err *err)
{
	bool ok;

	/* Pages of a large transaction stay in memory instead of going to the log and back:
	 * at most 32 MiB, and only what is used. */
	if (!db_exec(s->db, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768", err))
		return false;
	if (version == store_schema_len)
		return true;
	if (!queue_enter(s, err))
		return false;
	ok = bring_up(s, err);
	queue_leave(s);
	return ok;
}

bool store_open(const char *path, struct store **ret, struct err *err)
{
	struct store *s = mem_alloc(sizeof *s);
	pthread_mutexattr_t recursive;
	int64_t version;
	struct stat st;

	s->path = mem_strdup(path);
	s->lock_fd = -1;
	s->patience_ms = PATIENCE_MS;
	pthread_mutexattr_init(&recursive);
	pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&s->mutex, &recursive);
	pthread_mutexattr_destroy(&recursive);
	/* Beside a file that is no store of ours nothing is left (/etc/passwd.lock
	 * would keep other programs out), and nothing is written into it. */
	if ((stat(path, &st) != 0 && !create_file(path, err)) ||
		!db_open(path, DB_CREATE, &s->db, err) || !store_schema_is_ours(s->db, path, err) ||
		!db_query_int(s->db, "PRAGMA user_version", &version, err) || !open_lock(s, err) ||
		!prepare(s, version, err)) {
		store_close(s);
		return false;
	}
	*ret = s;
	return true;
}

/* What opens the store next reads the whole log: after a large transaction it goes into
 * the file at once, if nobody is reading. */
#define LOG_LARGE (8 << 20)

static void empty_large_log(struct store *s)
{
	struct str path = {0};
	struct stat st;
	struct err ignored;

	str_addf(&path, "%s-wal", s->path);
	if (s->db && stat(path.at, &st) == 0 && st.st_size > LOG_LARGE) {
		db_set_patience(s->db, 0);
		(void)db_exec(s->db, "PRAGMA wal_checkpoint(TRUNCATE)", &ignored);
	}
	str_release(&path);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	empty_large_log(s);
	db_close(s->db);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	pthread_mutex_destroy(&s->mutex);
	free(s->path);
	free(s);
}

bool store_set_full_sync(struct store *s, struct err *err)
{
	bool ok;

	store_lock(s);
	ok = db_exec(s->db, "PRAGMA synchronous = FULL", err);
	store_unlock(s);
	return ok;
}

void store_set_patience(struct store *s, int64_t ms)
{
	s->patience_ms = ms;
}

const char *store_path(const struct store *s)
{
	return s->path;
}

struct db *store_db(struct store *s)
{
	return s->db;
}

void store_lock(struct store *s)
{
	pthread_mutex_lock(&s->mutex);
}

void store_unlock(struct store *s)
{
	pthread_mutex_unlock(&s->mutex);
}

bool store_begin(struct store *s, struct err *err)
{
	store_lock(s);
	if (queue_enter(s, err)) {
		if (db_begin(s->db, err))
			return true;
		queue_leave(s);
	}
	store_unlock(s);
	return false;
}

bool store_commit(struct store *s, struct err *err)
{
	bool ok = db_commit(s->db, err);

	if (!ok)
		db_rollback(s->db);
	queue_leave(s);
	store_unlock(s);
	return ok;
}

void store_rollback(struct store *s)
{
	db_rollback(s->db);
	queue_leave(s);
	store_unlock(s);
}

bool store_end(struct store *s, bool ok, struct err *err)
{
	if (ok)
		return store_commit(s, err);
	store_rollback(s);
	return false;
}

bool store_blob_put(
	struct store *s, const char *hash, const char *bytes, size_t len, struct err *err)
{
	struct db_stmt *stmt;
	bool ok;

	if (!db_prepare(s->db, "INSERT OR IGNORE INTO blob(hash, data) VALUES (?, ?)", &stmt, err))
		return false;
	db_bind_text(stmt, 1, hash);
	db_bind_blob(stmt, 2, bytes, len);
	ok = db_run(stmt, err);
	db_finalize(stmt);
	return ok;
}

bool store_blob_get(struct store *s, struct arena *a, const char *hash, const char **ret,
	size_t *ret_len, struct err *err)
{
	struct db_stmt *stmt;
	const void *bytes;
	bool row = false, ok;

	store_lock(s);
	ok = db_prepare(s->db, "SELECT data FROM blob WHERE hash = ?", &stmt, err);
	if (ok) {
		db_bind_text(stmt, 1, hash);
		ok = db_step(stmt, &row, err);
		*ret = NULL;
		if (ok && row) {
			bytes = db_blob(stmt, 0, ret_len);
			*ret = arena_strndup(a, bytes ? bytes : "", *ret_len);
		}
		db_finalize(stmt);
	}
	store_unlock(s);
	return ok;
}
