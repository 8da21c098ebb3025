#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct app app;

struct start {
    char **argv;
    char *const *envp;
    const struct inherited_signals *signals;
    const char *path;
    int out, err;
    bool takes_terminal;
    /* Set by the child, which shares our memory until it has executed the app. */
    volatile int error;
};

bool has_terminal(void)
{
    /* A background job must not take the terminal from the foreground job. */
    const pid_t foreground = tcgetpgrp(0);
    return foreground > 0 && foreground == getpgrp();
}

/* A text without an interpreter line goes to the shell, as in tini's execvp(3). A file with a zero byte in its head is not a text. */
static bool is_text(const char *path)
{
    char head[128];
    const int file = open_file(path);
    const ssize_t length = file < 0 ? -1 : read_bytes(file, head, sizeof head);
    if (file >= 0) close_descriptor(file);
    return length > 0 && !memchr(head, '\0', (size_t)length);
}

static int execute(const char *path, char **argv, char *const envp[])
{
    execve(path, argv, envp);
    if (errno != ENOEXEC || !is_text(path)) return errno;
    /* argv[-1] is the `--` before COMMAND, so the shell's arguments fit without a copy. */
    char *const before[] = {argv[-1], argv[0]};
    static char shell[] = "/bin/sh";
    argv[-1] = shell;
    argv[0] = (char *)(uintptr_t)path;
    execve(shell, argv - 1, envp);
    argv[-1] = before[0];
    argv[0] = before[1];
    return ENOEXEC;
}

/* As execvp(3), with the given PATH. Returns the errno of the most informative failure. */
static int search_and_execute(const struct start *start)
{
    static char path[PATH_MAX];
    const char *name = start->argv[0];
    const size_t length = strlen(name);
    bool was_denied = false;
    if (length == 0) return ENOENT;
    if (strchr(name, '/')) return execute(name, start->argv, start->envp);
    if (length > NAME_MAX) return ENAMETOOLONG;
    for (const char *directory = start->path;; directory++) {
        const size_t end = strcspn(directory, ":");
        if (end + 1 + length < sizeof path) {
            memcpy(path, directory, end);
            path[end] = '/';
            strcpy(path + end + (end > 0), name);
            const int error = execute(path, start->argv, start->envp);
            if (error == EACCES) was_denied = true;
            else if (error != ENOENT && error != ENOTDIR && error != ENAMETOOLONG) return error;
        }
        directory += end;
        if (*directory == '\0') return was_denied ? EACCES : ENOENT;
    }
}

/* Undoes what catch_signals changed. */
static void restore_signals(const struct inherited_signals *signals)
{
    if (signals->ignores_children) signal(SIGCHLD, SIG_IGN);
    sigprocmask(SIG_SETMASK, &signals->mask, NULL);
}

/* The sanitizer does not know the stack that this runs on. */
__attribute__((no_sanitize_address)) static int app_process(void *argument)
{
    struct start *start = argument;
    setpgid(0, 0);
    /* The new group is still in the background, and can take the terminal because SIGTTOU is blocked. */
    if (start->takes_terminal) tcsetpgrp(0, getpid());
    if (start->out >= 0) put_at(start->out, 1);
    if (start->err >= 0) put_at(start->err, 2);
    /* Without CLONE_SIGHAND this does not change how the launcher handles SIGCHLD. */
    restore_signals(start->signals);
    start->error = search_and_execute(start);
    _exit(EXIT_NOT_FOUND);
}

static const char *path_of(char *const envp[])
{
    for (; *envp; envp++)
        if (strncmp(*envp, "PATH=", 5) == 0) return *envp + 5;
    return "/usr/local/bin:/usr/bin:/bin";
}

pid_t start_app(char **argv, char *const envp[], const struct inherited_signals *signals, int out, int err)
{
    /* As vfork(2), but on its own stack: no page is copied, and the launcher waits for the exec only. */
    static _Alignas(16) char stack[32 * 1024];
    struct start start = {
        .argv = argv, .envp = envp, .signals = signals, .path = path_of(envp), .out = out, .err = err, .takes_terminal = has_terminal(),
    };
    char *const before[] = {argv[-1], argv[0]};
    const pid_t pid = clone(app_process, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &start);
    /* The child shared this memory, and changed these two words if it executed a shell. */
    argv[-1] = before[0];
    argv[0] = before[1];
    if (pid < 0 || start.error == 0) return pid;
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
    errno = start.error;
    return -1;
}

int exec_app(char **argv, char *const envp[], const struct inherited_signals *signals)
{
    const struct start start = {.argv = argv, .envp = envp, .path = path_of(envp)};
    restore_signals(signals);
    return search_and_execute(&start);
}
