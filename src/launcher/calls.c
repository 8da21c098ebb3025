#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Parts of the status that wait4(2) gives. */
enum { STOPPED_STATUS = 0x7f, CORE_FLAG = 0x80 };

bool is_refused(int error)
{
    return error == EPERM || error == ENOSYS || error == EINVAL || error == EACCES || error == EOPNOTSUPP;
}

int wait_for(struct pollfd polls[], nfds_t count, int timeout_ms)
{
    const int ready = poll(polls, count, timeout_ms);
    if (ready >= 0 || !is_refused(errno)) return ready;
    const struct timespec timeout = {.tv_sec = timeout_ms / 1000, .tv_nsec = timeout_ms % 1000 * 1000000L};
    return ppoll(polls, count, timeout_ms < 0 ? NULL : &timeout, NULL);
}

bool takes_now(int target)
{
    struct pollfd waiting = {.fd = target, .events = POLLOUT};
    return wait_for(&waiting, 1, 0) > 0;
}

int open_signals(const sigset_t *set)
{
    const int file = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
#ifdef SYS_signalfd
    if (file >= 0 || !is_refused(errno)) return file;
    const int plain = (int)syscall(SYS_signalfd, -1, set, _NSIG / 8);
    if (plain < 0) return -1;
    fcntl(plain, F_SETFD, FD_CLOEXEC);
    set_nonblocking(plain);
    return plain;
#else
    return file;
#endif
}

int make_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) == 0) return 0;
    if (!is_refused(errno) || pipe(ends) < 0) return -1;
    for (int i = 0; i < 2; i++) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    return 0;
}

void set_nonblocking(int descriptor)
{
    int yes = 1;
    const int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0) ioctl(descriptor, FIONBIO, &yes);
}

ssize_t read_bytes(int descriptor, void *bytes, size_t count)
{
    const ssize_t got = read(descriptor, bytes, count);
    if (got >= 0 || !is_refused(errno)) return got;
    return readv(descriptor, &(struct iovec){.iov_base = bytes, .iov_len = count}, 1);
}

ssize_t write_bytes(int descriptor, const void *bytes, size_t count)
{
    const ssize_t written = write(descriptor, bytes, count);
    if (written >= 0 || !is_refused(errno)) return written;
    return writev(descriptor, &(struct iovec){.iov_base = (void *)(uintptr_t)bytes, .iov_len = count}, 1);
}

void close_descriptor(int descriptor)
{
    if (close(descriptor) < 0 && is_refused(errno)) syscall(SYS_close_range, (unsigned)descriptor, (unsigned)descriptor, 0u);
}

int put_at(int descriptor, int number)
{
    const int put = dup2(descriptor, number);
    return put < 0 && is_refused(errno) ? dup3(descriptor, number, 0) : put;
}

int open_file(const char *path)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    return file < 0 && is_refused(errno) ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0) : file;
}

pid_t fork_one(void)
{
    const pid_t pid = fork();
    return pid < 0 && is_refused(errno) ? (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL) : pid;
}

pid_t own_pid(void)
{
    const pid_t pid = getpid();
    return pid > 0 ? pid : (pid_t)syscall(SYS_gettid);
}

void send_signal(pid_t to, int number)
{
    if (kill(to, number) < 0 && is_refused(errno)) sigqueue(to, number, (union sigval){0});
}

static int status_of(const siginfo_t *end)
{
    if (end->si_code == CLD_EXITED) return (end->si_status & 0xff) << 8;
    if (end->si_code == CLD_STOPPED) return end->si_status << 8 | STOPPED_STATUS;
    return end->si_status | (end->si_code == CLD_DUMPED ? CORE_FLAG : 0);
}

pid_t wait_any(int *status)
{
    const pid_t pid = waitpid(-1, status, WNOHANG | WUNTRACED);
    if (pid >= 0 || !is_refused(errno)) return pid;
    siginfo_t end = {0};
    if (waitid(P_ALL, 0, &end, WEXITED | WSTOPPED | WNOHANG) < 0) return -1;
    if (end.si_pid > 0) *status = status_of(&end);
    return end.si_pid;
}

bool are_calls_allowed(int signals)
{
    struct pollfd none = {.fd = -1};
    struct iovec nothing = {0};
    /* This reads nothing: where reading is allowed, a signalfd refuses a read of 0 bytes with EINVAL. */
    const bool may_read = read(signals, &nothing, 0) >= 0 || errno == EINVAL || readv(signals, &nothing, 1) >= 0 || errno == EINVAL;
    int status;
    const bool may_wait = wait_any(&status) >= 0 || !is_refused(errno);
    const bool may_signal = kill(own_pid(), 0) == 0 || sigqueue(own_pid(), 0, (union sigval){0}) == 0;
    return may_read && may_wait && may_signal && wait_for(&none, 1, 0) >= 0;
}
