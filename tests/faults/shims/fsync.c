/* A slow or failing disk for one process: loaded by LD_PRELOAD, it stands before fsync and fdatasync.
 *
 *   FSYNC_DELAY_US=1000   every call takes so many microseconds longer (also when it fails)
 *   FSYNC_FAIL_FILE=path  EIO while this file exists
 *   FSYNC_FAIL_AT=n       EIO at the n-th call of this process (1 is the first; a forked child counts on), once
 *   FSYNC_HOLD=path       the first call for a file of FSYNC_HOLD_BYTES or more makes this file, and never comes back
 *   FSYNC_ONLY=text       only files whose path holds this text are slow, held, fail or are counted
 *
 * A call that fails does not reach the disk. Variables are read at every call, so a process may set them late.
 * Build: cc -shared -fPIC -O2 -o fsync.so fsync.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static long calls;

static int meant(int file)
{
    const char *only = getenv("FSYNC_ONLY");
    char link[64], path[4096];
    ssize_t length;
    if (only == NULL || *only == '\0')
        return 1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = '\0';
    return strstr(path, only) != NULL;
}

static int fails(void)
{
    const char *at = getenv("FSYNC_FAIL_AT"), *flag = getenv("FSYNC_FAIL_FILE");
    long now = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
    if (at != NULL && *at != '\0' && now == atol(at))
        return 1;
    return flag != NULL && *flag != '\0' && access(flag, F_OK) == 0;
}

static void hold(int file)
{
    const char *told = getenv("FSYNC_HOLD"), *bytes = getenv("FSYNC_HOLD_BYTES");
    struct stat found;
    if (told == NULL || *told == '\0' || bytes == NULL || fstat(file, &found) != 0 || found.st_size < atol(bytes))
        return;
    close(open(told, O_CREAT | O_WRONLY, 0600));
    for (;;)
        pause();
}

static int sync_by(const char *name, int file)
{
    const char *delay = getenv("FSYNC_DELAY_US");
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    if (!meant(file))
        return real(file);
    hold(file);
    if (delay != NULL && *delay != '\0')
        usleep((useconds_t)atol(delay));
    if (fails()) {
        errno = EIO;
        return -1;
    }
    return real(file);
}

int fsync(int file) { return sync_by("fsync", file); }
int fdatasync(int file) { return sync_by("fdatasync", file); }
