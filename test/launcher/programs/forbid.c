/* forbid TARGET CALLS ERRNO COMMAND...: executes the command where the kernel refuses these system calls (joined by `+`) with that errno (seccomp(2)).
   TARGET `pipe` gives it pipes for stdout and stderr, `same` those that are there. `forbid list` prints the calls. */
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
#include <sys/wait.h>
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
    CALL(mmap), CALL(munmap), CALL(clock_gettime), CALL(getcwd), CALL(chdir), CALL(getdents64), CALL(getsockopt), CALL(fchmod), CALL(fchown),
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

/* Makes a pipe of a number, which a process that is nobody's child here empties into what the number was. */
static void pipe_through(int number)
{
    static char bytes[65536];
    int ends[2];
    if (pipe(ends) < 0) exit(96);
    const pid_t pid = fork();
    if (pid == 0) {
        if (fork() > 0) _exit(0);
        close(ends[1]);
        for (ssize_t got; (got = read(ends[0], bytes, sizeof bytes)) > 0;)
            for (ssize_t done = 0, written; done < got; done += written)
                if ((written = write(number, bytes + done, (size_t)(got - done))) <= 0) _exit(1);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    dup2(ends[1], number);
    close(ends[0]);
    close(ends[1]);
}

static void refuse_all(char *names, const char *errno_name)
{
    for (char *name = strtok(names, "+"); name; name = strtok(NULL, "+")) {
        size_t call = 0, error = 0;
        while (call < sizeof calls / sizeof *calls && strcmp(name, calls[call].name) != 0) call++;
        while (error < sizeof errors / sizeof *errors && strcmp(errno_name, errors[error].name) != 0) error++;
        if (call == sizeof calls / sizeof *calls || error == sizeof errors / sizeof *errors) exit(97);
        refuse((unsigned)calls[call].number, (unsigned)errors[error].number);
    }
}

int main(int argc, char **argv, char **envp)
{
    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) puts(calls[i].name);
        return 0;
    }
    if (argc < 5) return 64;
    if (strcmp(argv[1], "pipe") == 0) {
        pipe_through(2);
        pipe_through(1);
    }
    refuse_all(argv[2], argv[3]);
    /* Not execve(2), which may be the one. */
    syscall(SYS_execveat, AT_FDCWD, argv[4], argv + 4, envp, 0);
    return 98;
}
