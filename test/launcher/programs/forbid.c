/* forbid CALL ERRNO COMMAND...: executes the command where the kernel refuses that system call with that errno (seccomp(2)). `none` refuses nothing. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALL(name) {#name, SYS_##name}

static const struct {
    const char *name;
    long number;
} calls[] = {
#ifdef SYS_poll
    CALL(poll), CALL(pipe), CALL(dup2), CALL(fork), CALL(open), CALL(access), CALL(readlink), CALL(getpgrp),
    CALL(signalfd), CALL(eventfd),
#endif
    CALL(fcntl), CALL(rt_sigprocmask), CALL(rt_sigaction), CALL(rt_sigreturn), CALL(rt_sigtimedwait), CALL(rt_sigqueueinfo), CALL(signalfd4),
    CALL(eventfd2), CALL(epoll_create1), CALL(prlimit64), CALL(getrlimit), CALL(ioctl), CALL(pipe2), CALL(fstat), CALL(newfstatat), CALL(prctl),
    CALL(getpgid), CALL(setpgid), CALL(setsid), CALL(clone), CALL(close), CALL(close_range), CALL(faccessat), CALL(readlinkat), CALL(ppoll),
    CALL(read), CALL(readv), CALL(write), CALL(writev), CALL(tee), CALL(splice), CALL(sendto), CALL(wait4), CALL(waitid), CALL(kill), CALL(getpid),
    CALL(gettid), CALL(getuid), CALL(dup3), CALL(execve), CALL(exit_group), CALL(openat), CALL(getpriority), CALL(setpriority), CALL(kcmp),
    CALL(mmap), CALL(munmap), CALL(clock_gettime),
};

static const struct {
    const char *name;
    int number;
} errors[] = {{"EPERM", EPERM}, {"ENOSYS", ENOSYS}, {"EINVAL", EINVAL}};

static void refuse(unsigned number, unsigned error)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) exit(99);
}

int main(int argc, char **argv, char **envp)
{
    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) puts(calls[i].name);
        return 0;
    }
    for (size_t i = 0; argc > 3 && i < sizeof calls / sizeof *calls; i++)
        for (size_t k = 0; k < sizeof errors / sizeof *errors; k++)
            if (strcmp(argv[1], calls[i].name) == 0 && strcmp(argv[2], errors[k].name) == 0) {
                refuse((unsigned)calls[i].number, (unsigned)errors[k].number);
                /* Not execve(2), which may be the one. */
                syscall(SYS_execveat, AT_FDCWD, argv[3], argv + 3, envp, 0);
                return 98;
            }
    return 97;
}
