/*
 * LD_PRELOAD library that counts the file calls of a process below one directory, and hurts one of them. See shim.ts.
 *
 *   gcc -shared -fPIC -O2 -Wall -o fault.so fault.c -ldl -pthread
 *
 * FAULT_ROOT   only calls on paths and descriptors of this directory and below count
 * FAULT_OPS    ":" separated, with ":" at both ends; only these calls count; empty: all
 * FAULT_N      the call that is hurt, 1 is the first; 0 or empty: none
 * FAULT_MODE   kill       SIGKILL in place of the call
 *              half       half of a write, then SIGKILL
 *              after      the call, then SIGKILL
 *              fail       the call returns -1 with FAULT_ERRNO
 *              failfrom   the call and all later ones do
 *              short      half of a write returns as a short write, all later calls return -1 with FAULT_ERRNO
 * FAULT_LOG    one line per counted call, after it: process, number, tick before, tick after, result, call,
 *              mode, path, second path; separated by tabs
 * FAULT_DATA   the bytes of each write: a line "process number length", then the bytes
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum action { PASS, FAIL, HALF, AFTER, SHORT };

struct call {
  int number; /* 0: does not count */
  int before;
  enum action action;
  const char *op;
  unsigned mode;
  char path[PATH_MAX];
  char other[PATH_MAX];
};

static pthread_mutex_t logging = PTHREAD_MUTEX_INITIALIZER;
static atomic_int calls, ticks;

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

static int is_below(const char *path) {
  const char *root = setting("FAULT_ROOT");
  size_t length = strlen(root);
  return length > 0 && strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static void path_of_fd(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = 0;
}

static void absolute(int at, const char *given, char *path) {
  char folder[PATH_MAX / 2] = "";
  if (given == NULL) given = "";
  if (given[0] == '/') {
    snprintf(path, PATH_MAX, "%s", given);
    return;
  }
  if (at != AT_FDCWD) {
    char full[PATH_MAX];
    path_of_fd(at, full);
    snprintf(folder, sizeof folder, "%.*s", (int)sizeof folder - 1, full);
  } else if (getcwd(folder, sizeof folder) == NULL) folder[0] = 0;
  snprintf(path, PATH_MAX, "%s/%s", folder, given);
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static void append(const char *file, const void *head, size_t head_length, const void *body, size_t body_length) {
  int fd = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (fd < 0) return;
  if (syscall(SYS_write, fd, head, head_length) < 0 || (body_length > 0 && syscall(SYS_write, fd, body, body_length) < 0)) abort();
  syscall(SYS_close, fd);
}

/* Counts the call whose path stands in c, and decides what becomes of it. */
static enum action begin(struct call *c, const char *op, unsigned mode) {
  c->op = op;
  c->mode = mode & 07777;
  c->action = PASS;
  c->number = 0;
  if (!is_below(c->path) && !is_below(c->other)) return PASS;
  const char *ops = setting("FAULT_OPS");
  char name[32];
  snprintf(name, sizeof name, ":%s:", op);
  if (*ops && strstr(ops, name) == NULL) return PASS;
  c->before = ++ticks;
  c->number = ++calls;
  int wanted = atoi(setting("FAULT_N"));
  const char *how = setting("FAULT_MODE");
  if (wanted == 0 || c->number < wanted) return PASS;
  int later = c->number > wanted;
  if (!strcmp(how, "failfrom") || (!strcmp(how, "short") && later)) c->action = FAIL;
  else if (later) return PASS;
  else if (!strcmp(how, "kill")) die();
  else if (!strcmp(how, "fail")) c->action = FAIL;
  else if (!strcmp(how, "after")) c->action = AFTER;
  else if (!strcmp(how, "half")) c->action = HALF;
  else if (!strcmp(how, "short")) c->action = strcmp(op, "write") ? FAIL : SHORT;
  if (c->action == FAIL) errno = atoi(setting("FAULT_ERRNO"));
  return c->action;
}

static void end(struct call *c, long result) {
  if (c->number == 0) return;
  int error = errno;
  const char *log = setting("FAULT_LOG");
  if (*log) {
    static char line[3 * PATH_MAX];
    pthread_mutex_lock(&logging);
    int length = snprintf(line, sizeof line, "%d\t%d\t%d\t%d\t%ld\t%s\t%o\t%s\t%s\n", getpid(), c->number, c->before, ++ticks, result, c->op, c->mode, c->path, c->other);
    append(log, line, length, NULL, 0);
    pthread_mutex_unlock(&logging);
  }
  if (c->action == AFTER || c->action == HALF) die();
  errno = error;
}

static void capture(struct call *c, const void *bytes, size_t length) {
  const char *data = setting("FAULT_DATA");
  if (c->number == 0 || !*data) return;
  char head[64];
  pthread_mutex_lock(&logging);
  append(data, head, snprintf(head, sizeof head, "%d %d %zu\n", getpid(), c->number, length), bytes, length);
  pthread_mutex_unlock(&logging);
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define CALL(op, mode, make) do { \
    if (begin(&c, op, mode) == FAIL) { int e_ = errno; end(&c, -1); errno = e_; return -1; } \
    long r_ = (make); end(&c, r_); return r_; } while (0)
#define ON_PATH(at, p) struct call c; absolute(at, p, c.path); c.other[0] = 0
#define ON_PATHS(at, p, at2, p2) struct call c; absolute(at, p, c.path); absolute(at2, p2, c.other)
#define ON_FD(fd) struct call c; c.other[0] = 0; c.path[0] = 0; if ((fd) > 2) path_of_fd(fd, c.path)

static const char *kind_of_open(int flags) {
  return flags & O_CREAT ? "create" : (flags & O_ACCMODE) == O_RDONLY ? "open" : flags & O_TRUNC ? "truncate" : "open";
}
#define MODE_ARGUMENT mode_t m = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list a; va_start(a, flags); m = va_arg(a, mode_t); va_end(a); }
#define OPEN(name) int name(const char *p, int flags, ...) { REAL(name); MODE_ARGUMENT ON_PATH(AT_FDCWD, p); \
  CALL(kind_of_open(flags), m, real(p, flags, m)); }
#define OPENAT(name) int name(int at, const char *p, int flags, ...) { REAL(name); MODE_ARGUMENT ON_PATH(at, p); \
  CALL(kind_of_open(flags), m, real(at, p, flags, m)); }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
int creat(const char *p, mode_t m) { REAL(creat); ON_PATH(AT_FDCWD, p); CALL("create", m, real(p, m)); }

#define WRITE(name, parameters, full, part) ssize_t name parameters { REAL(name); ON_FD(fd); \
  switch (begin(&c, "write", 0)) { \
    case FAIL: { int e_ = errno; end(&c, -1); errno = e_; return -1; } \
    case HALF: case SHORT: { ssize_t r_ = part; end(&c, r_); return r_; } \
    default: { ssize_t r_ = full; if (r_ > 0) capture(&c, b, r_); end(&c, r_); return r_; } } }
WRITE(write, (int fd, const void *b, size_t n), real(fd, b, n), real(fd, b, n / 2))
WRITE(pwrite, (int fd, const void *b, size_t n, off_t o), real(fd, b, n, o), real(fd, b, n / 2, o))
WRITE(pwrite64, (int fd, const void *b, size_t n, off64_t o), real(fd, b, n, o), real(fd, b, n / 2, o))

/* A vector is written as its first part when halved, and captured part by part. */
static void capture_vector(struct call *c, const struct iovec *v, ssize_t left) {
  for (; left > 0; left -= v->iov_len, v++) capture(c, v->iov_base, (size_t)left < v->iov_len ? (size_t)left : v->iov_len);
}
#define WRITEV(name, parameters, full, part) ssize_t name parameters { REAL(name); ON_FD(fd); struct iovec h = { v->iov_base, v->iov_len / 2 }; \
  switch (begin(&c, "write", 0)) { \
    case FAIL: { int e_ = errno; end(&c, -1); errno = e_; return -1; } \
    case HALF: case SHORT: { ssize_t r_ = part; end(&c, r_); return r_; } \
    default: { ssize_t r_ = full; capture_vector(&c, v, r_); end(&c, r_); return r_; } } }
WRITEV(writev, (int fd, const struct iovec *v, int n), real(fd, v, n), real(fd, &h, 1))
WRITEV(pwritev, (int fd, const struct iovec *v, int n, off_t o), real(fd, v, n, o), real(fd, &h, 1, o))
WRITEV(pwritev64, (int fd, const struct iovec *v, int n, off64_t o), real(fd, v, n, o), real(fd, &h, 1, o))

#define FD_CALL(name, op, mode, parameters, make) int name parameters { REAL(name); ON_FD(fd); CALL(op, mode, make); }
FD_CALL(fsync, "fsync", 0, (int fd), real(fd))
FD_CALL(fdatasync, "fsync", 0, (int fd), real(fd))
FD_CALL(fchmod, "chmod", m, (int fd, mode_t m), real(fd, m))
FD_CALL(ftruncate, "truncate", 0, (int fd, off_t n), real(fd, n))
FD_CALL(ftruncate64, "truncate", 0, (int fd, off64_t n), real(fd, n))
FD_CALL(futimens, "times", 0, (int fd, const struct timespec t[2]), real(fd, t))
#define FD_COPY(name, parameters, make) ssize_t name parameters { REAL(name); ON_FD(fd); CALL("write", 0, make); }
FD_COPY(copy_file_range, (int from, off64_t *a, int fd, off64_t *b, size_t n, unsigned f), real(from, a, fd, b, n, f))
FD_COPY(sendfile, (int fd, int from, off_t *o, size_t n), real(fd, from, o, n))
FD_COPY(sendfile64, (int fd, int from, off64_t *o, size_t n), real(fd, from, o, n))
/* A close that reports an error has closed the descriptor all the same. */
int close(int fd) {
  REAL(close);
  ON_FD(fd);
  if (begin(&c, "close", 0) == FAIL) {
    int error = errno;
    real(fd);
    end(&c, -1);
    errno = error;
    return -1;
  }
  int result = real(fd);
  end(&c, result);
  return result;
}

#define READ(name, parameters, make) ssize_t name parameters { REAL(name); ON_FD(fd); CALL("read", 0, make); }
READ(read, (int fd, void *b, size_t n), real(fd, b, n))
READ(pread, (int fd, void *b, size_t n, off_t o), real(fd, b, n, o))
READ(pread64, (int fd, void *b, size_t n, off64_t o), real(fd, b, n, o))
READ(readv, (int fd, const struct iovec *v, int n), real(fd, v, n))
READ(preadv, (int fd, const struct iovec *v, int n, off_t o), real(fd, v, n, o))
READ(preadv64, (int fd, const struct iovec *v, int n, off64_t o), real(fd, v, n, o))
#define LIST(name, entry) int name(const char *p, struct entry ***l, int (*f)(const struct entry *), int (*o)(const struct entry **, const struct entry **)) { \
  REAL(name); ON_PATH(AT_FDCWD, p); CALL("list", 0, real(p, l, f, o)); }
LIST(scandir, dirent)
LIST(scandir64, dirent64)
DIR *opendir(const char *p) {
  REAL(opendir);
  ON_PATH(AT_FDCWD, p);
  DIR *result = begin(&c, "list", 0) == FAIL ? NULL : real(p);
  end(&c, result == NULL ? -1 : 0);
  return result;
}

#define PATH_CALL(name, op, mode, at, p, parameters, make) int name parameters { REAL(name); ON_PATH(at, p); CALL(op, mode, make); }
PATH_CALL(unlink, "unlink", 0, AT_FDCWD, p, (const char *p), real(p))
PATH_CALL(unlinkat, "unlink", 0, at, p, (int at, const char *p, int f), real(at, p, f))
PATH_CALL(rmdir, "rmdir", 0, AT_FDCWD, p, (const char *p), real(p))
PATH_CALL(mkdir, "mkdir", m, AT_FDCWD, p, (const char *p, mode_t m), real(p, m))
PATH_CALL(mkdirat, "mkdir", m, at, p, (int at, const char *p, mode_t m), real(at, p, m))
PATH_CALL(chmod, "chmod", m, AT_FDCWD, p, (const char *p, mode_t m), real(p, m))
PATH_CALL(fchmodat, "chmod", m, at, p, (int at, const char *p, mode_t m, int f), real(at, p, m, f))
PATH_CALL(truncate, "truncate", 0, AT_FDCWD, p, (const char *p, off_t n), real(p, n))
PATH_CALL(truncate64, "truncate", 0, AT_FDCWD, p, (const char *p, off64_t n), real(p, n))
PATH_CALL(utimensat, "times", 0, at, p, (int at, const char *p, const struct timespec t[2], int f), real(at, p, t, f))
PATH_CALL(utimes, "times", 0, AT_FDCWD, p, (const char *p, const struct timeval t[2]), real(p, t))
char *mkdtemp(char *p) {
  REAL(mkdtemp);
  ON_PATH(AT_FDCWD, p);
  char *result = begin(&c, "mkdir", 0700) == FAIL ? NULL : real(p);
  if (result != NULL) absolute(AT_FDCWD, p, c.path);
  end(&c, result == NULL ? -1 : 0);
  return result;
}

#define TWO_PATHS(name, op, at, p, at2, p2, parameters, make) int name parameters { REAL(name); ON_PATHS(at, p, at2, p2); CALL(op, 0, make); }
TWO_PATHS(rename, "rename", AT_FDCWD, p, AT_FDCWD, q, (const char *p, const char *q), real(p, q))
TWO_PATHS(renameat, "rename", a, p, b, q, (int a, const char *p, int b, const char *q), real(a, p, b, q))
TWO_PATHS(renameat2, "rename", a, p, b, q, (int a, const char *p, int b, const char *q, unsigned f), real(a, p, b, q, f))
TWO_PATHS(link, "link", AT_FDCWD, p, AT_FDCWD, q, (const char *p, const char *q), real(p, q))
TWO_PATHS(linkat, "link", a, p, b, q, (int a, const char *p, int b, const char *q, int f), real(a, p, b, q, f))
/* The first path of a symbolic link is a text, not a file. */
PATH_CALL(symlink, "symlink", 0, AT_FDCWD, q, (const char *p, const char *q), real(p, q))
PATH_CALL(symlinkat, "symlink", 0, at, q, (const char *p, int at, const char *q), real(p, at, q))
