/* Makes what lies in a folder hang, as on a network drive whose server has gone.

   Preloaded, it holds up every call on a path below $HUNG_FOLDER, and every read of a file that was
   opened there, while the file $HUNG_WHILE exists. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MOST 4096
static char below[MOST];

static int lies_below(const char *path) {
    const char *folder = getenv("HUNG_FOLDER");
    return path && folder && strncmp(path, folder, strlen(folder)) == 0;
}

static void hang(void) {
    const char *name = getenv("HUNG_WHILE");
    struct timespec pause = {0, 10000000};
    while (name && syscall(SYS_faccessat, AT_FDCWD, name, F_OK) == 0)
        nanosleep(&pause, NULL);
}

static int opened(const char *path, int fd) {
    if (fd >= 0 && fd < MOST)
        below[fd] = lies_below(path);
    return fd;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define HOLD(path) do { if (lies_below(path)) hang(); } while (0)

/* Of the structures only the address is handed on. */
#define STAT(name) \
    int name(const char *path, void *to) { \
        HOLD(path); \
        return ((int (*)(const char *, void *))dlsym(RTLD_NEXT, #name))(path, to); \
    }
#define STAT_AT(name) \
    int name(int at, const char *path, void *to, int flags) { \
        HOLD(path); \
        return ((int (*)(int, const char *, void *, int))dlsym(RTLD_NEXT, #name))(at, path, to, flags); \
    }
#define OLD_STAT(name) \
    int name(int version, const char *path, void *to) { \
        HOLD(path); \
        return ((int (*)(int, const char *, void *))dlsym(RTLD_NEXT, #name))(version, path, to); \
    }
#define OLD_STAT_AT(name) \
    int name(int version, int at, const char *path, void *to, int flags) { \
        HOLD(path); \
        return ((int (*)(int, int, const char *, void *, int))dlsym(RTLD_NEXT, #name))( \
            version, at, path, to, flags); \
    }
#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = va_arg(rest, mode_t); \
        va_end(rest); \
        HOLD(path); \
        return opened(path, \
            ((int (*)(const char *, int, mode_t))dlsym(RTLD_NEXT, #name))(path, flags, mode)); \
    }
#define OPEN_AT(name) \
    int name(int at, const char *path, int flags, ...) { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = va_arg(rest, mode_t); \
        va_end(rest); \
        HOLD(path); \
        return opened(path, ((int (*)(int, const char *, int, mode_t))dlsym(RTLD_NEXT, #name))( \
            at, path, flags, mode)); \
    }

#pragma GCC diagnostic ignored "-Wbuiltin-declaration-mismatch"
STAT(stat)
STAT(stat64)
STAT(lstat)
STAT(lstat64)
STAT_AT(fstatat)
STAT_AT(fstatat64)
OLD_STAT(__xstat)
OLD_STAT(__xstat64)
OLD_STAT(__lxstat)
OLD_STAT(__lxstat64)
OLD_STAT_AT(__fxstatat)
OLD_STAT_AT(__fxstatat64)
OPEN(open64)
OPEN_AT(openat64)
OPEN(open)
OPEN_AT(openat)

DIR *opendir(const char *path) {
    HOLD(path);
    return REAL(opendir)(path);
}

int access(const char *path, int mode) {
    HOLD(path);
    return REAL(access)(path, mode);
}

ssize_t readlink(const char *path, char *to, size_t size) {
    HOLD(path);
    return REAL(readlink)(path, to, size);
}

int inotify_add_watch(int fd, const char *path, unsigned mask) {
    HOLD(path);
    return ((int (*)(int, const char *, unsigned))dlsym(RTLD_NEXT, "inotify_add_watch"))(
        fd, path, mask);
}

ssize_t read(int fd, void *to, size_t size) {
    if (fd >= 0 && fd < MOST && below[fd])
        hang();
    return REAL(read)(fd, to, size);
}

int close(int fd) {
    if (fd >= 0 && fd < MOST)
        below[fd] = 0;
    return REAL(close)(fd);
}
