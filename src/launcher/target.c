#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* KCMP_FILE of linux/kcmp.h, a header that some libcs lack. */
enum { COMPARE_FILES = 0 };

bool is_forwardable(int number)
{
    if (isatty(number)) return false;
    const int flags = fcntl(number, F_GETFD);
    if (flags < 0 ? errno == EBADF : (flags & FD_CLOEXEC) != 0) return false;
    /* Where it is open for reading only, the app must get its EBADF. */
    const int access = fcntl(number, F_GETFL);
    if (access >= 0 && (access & O_ACCMODE) == O_RDONLY) return false;
    /* A pipe does not keep the boundaries of datagrams. */
    int kind;
    socklen_t size = sizeof kind;
    return getsockopt(number, SOL_SOCKET, SO_TYPE, &kind, &size) < 0 || kind == SOCK_STREAM;
}

void share_access(int number, int pipe)
{
    struct stat target, ours;
    if (fstat(number, &target) < 0 || S_ISSOCK(target.st_mode) || fstat(pipe, &ours) < 0) return;
    const mode_t mode = ours.st_mode & 07777, shared = mode | (target.st_mode & 0666);
    if (shared != mode) fchmod(pipe, shared);
    const bool is_others = target.st_uid != ours.st_uid || target.st_gid != ours.st_gid;
    /* Without the right to change owners, the pipe stays the launcher's. */
    if (is_others && fchown(pipe, target.st_uid, target.st_gid) < 0) errno = 0;
}

void find_way(struct stream *stream)
{
    struct stat about;
    stream->way = WRITE;
    stream->most = PIPE_BUF;
    if (fstat(stream->to, &about) < 0) {
        if (fcntl(stream->to, F_GETPIPE_SZ) > 0) stream->way = SPLICE;
    } else if (S_ISSOCK(about.st_mode)) {
        stream->way = SEND;
    } else {
        stream->way = SPLICE;
        if (S_ISREG(about.st_mode) || S_ISBLK(about.st_mode)) stream->most = BUFFER_BYTES;
    }
}

/* Whether both descriptors share one open file description, and so one offset. */
static bool is_one_description(void)
{
    const pid_t self = own_pid();
    const long order = syscall(SYS_kcmp, self, self, COMPARE_FILES, 1, 2);
    if (order >= 0) return order == 0;
    /* Without kcmp(2): change a setting of one description that only matters with O_ASYNC, and check whether the other shows it. */
    const int before = fcntl(1, F_GETSIG), other = before == SIGURG ? SIGIO : SIGURG;
    if (before < 0 || fcntl(2, F_GETSIG) != before || fcntl(1, F_SETSIG, other) < 0) return false;
    const bool is_one = fcntl(2, F_GETSIG) == other;
    fcntl(1, F_SETSIG, before);
    return is_one;
}

bool have_same_target(void)
{
    struct stat out, err;
    if (fstat(1, &out) < 0 || fstat(2, &err) < 0) return is_one_description();
    if (out.st_dev != err.st_dev || out.st_ino != err.st_ino) return false;
    if (!S_ISREG(out.st_mode) && !S_ISBLK(out.st_mode)) return true;
    /* A file that was opened twice has two offsets. Then the order is only kept where both append. */
    const int flags = fcntl(1, F_GETFL), others = fcntl(2, F_GETFL);
    return (flags >= 0 && others >= 0 && flags & others & O_APPEND) || is_one_description();
}
