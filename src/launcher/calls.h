/*
 * System calls that have a substitute. A container's seccomp filter, or a kernel that only imitates Linux, can refuse any of them with EPERM, ENOSYS
 * or EINVAL. Then the substitute is tried, and the app notices nothing (test/launcher/refused-calls.test.ts forbids each in turn).
 */
#ifndef CALLS_H
#define CALLS_H

#include "launcher.h"

/* Whether this errno means that the call itself is refused, and not that it was tried and failed. */
bool is_refused(int error);

/* As poll(2). */
int wait_for(struct pollfd polls[], nfds_t count, int timeout_ms);
/* Whether a pipe(7), a socket or a device takes up to PIPE_BUF bytes without blocking. */
bool takes_now(int target);
/* As signalfd(2) with SFD_CLOEXEC and SFD_NONBLOCK. */
int open_signals(const sigset_t *set);
/* As pipe2(2) with O_CLOEXEC. */
int make_pipe(int ends[2]);
/* Makes reads or writes through this description non-blocking. Only for descriptions that no other process shares. */
void set_nonblocking(int descriptor);
/* As read(2) and write(2). */
ssize_t read_bytes(int descriptor, void *bytes, size_t count);
ssize_t write_bytes(int descriptor, const void *bytes, size_t count);
/* As close(2), dup2(2), open(2) with O_RDONLY and O_CLOEXEC, fork(2), getpid(2). */
void close_descriptor(int descriptor);
int put_at(int descriptor, int number);
int open_file(const char *path);
pid_t fork_one(void);
pid_t own_pid(void);
/* As kill(2), for one process. */
void send_signal(pid_t to, int number);
/* As waitpid(2) for any child, with WNOHANG and WUNTRACED. */
pid_t wait_any(int *status);
/* Whether the calls that have no substitute are allowed. Without them the launcher cannot work, so ask before the app starts. */
bool are_calls_allowed(int signals);

#endif
