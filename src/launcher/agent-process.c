#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void write_file(const char *path, const char *text)
{
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    /* Where this is not allowed, the kernel's value stays. */
    if (write(file, text, strlen(text)) < 0) errno = 0;
    close(file);
}

/* The app comes first: the agent yields the CPU to it, and the kernel kills the agent first when memory runs out. */
static void lower_priority(void)
{
    const int priority = getpriority(PRIO_PROCESS, 0);
    setpriority(PRIO_PROCESS, 0, priority > 9 ? 19 : priority + 10);
    write_file("/proc/self/oom_score_adj", "1000");
}

/* Moves a descriptor above the numbers that arrange_descriptors assigns. */
static int moved_up(int descriptor)
{
    return descriptor < 0 ? -1 : fcntl(descriptor, F_DUPFD_CLOEXEC, 16);
}

/* Node makes the pipes that it writes to non-blocking, for every process that shares the description. So it gets its own where that can be opened. */
static void reopen(int number)
{
    char path[] = "/proc/self/fd/0";
    struct stat about;
    if (fstat(number, &about) < 0 || !S_ISFIFO(about.st_mode)) return;
    path[sizeof path - 2] = (char)('0' + number);
    /* Without O_NONBLOCK, open(2) of a named pipe that no process reads would block. */
    const int own = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (own < 0) return;
    fcntl(own, F_SETFL, 0);
    put_at(own, number);
    close(own);
}

static void arrange_descriptors(const struct agent_ends *ends)
{
    int input[2];
    reopen(1);
    reopen(2);
    const int from[] = {moved_up(ends->events), moved_up(ends->copies[0]), moved_up(ends->copies[1]), moved_up(ends->commands)};
    /* An empty stdin that needs no /dev/null. */
    if (pipe(input) == 0) {
        const int empty = moved_up(input[0]);
        put_at(empty, 0);
        if (input[0] > 2) close(input[0]);
        if (input[1] > 2) close(input[1]);
    }
    for (int i = 0; i < 4; i++) {
        close(i + 3);
        if (from[i] >= 0) put_at(from[i], i + 3);
    }
    /* The agent must not hold open what the app inherits. Kernels before 5.9 have no close_range(2). */
    if (syscall(SYS_close_range, 7u, ~0u, 0u) < 0) close_inherited_above(6);
}

pid_t start_agent(char *const argv[], char *const envp[], const sigset_t *mask, const struct agent_ends *ends)
{
    /* A real fork, because vfork(2) would block the launcher while the kernel reads a large program from a slow disk. */
    const pid_t pid = fork_one();
    if (pid != 0) return pid;
    /* No terminal, because its signals are for the app. */
    setsid();
    lower_priority();
    arrange_descriptors(ends);
    sigprocmask(SIG_SETMASK, mask, NULL);
    execve(agent_program(), argv, envp);
    struct line line = {0};
    put(&line, "failed ");
    put(&line, errno_name(errno));
    put(&line, "\n");
    if (write(6, line.text, line.length) < 0) _exit(EXIT_NOT_EXECUTABLE);
    _exit(EXIT_NOT_FOUND);
}

enum { JUDGEMENT_MS = 20000 };

int ask_agent(char *const argv[], char *const envp[], const sigset_t *mask)
{
    const pid_t pid = fork_one();
    if (pid == 0) {
        sigprocmask(SIG_SETMASK, mask, NULL);
        execve(agent_program(), argv, envp);
        _exit(EXIT_NOT_FOUND);
    }
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    const int64_t deadline = monotonic_ms() + JUDGEMENT_MS;
    for (int64_t left = JUDGEMENT_MS; pid > 0 && left > 0; left = deadline - monotonic_ms()) {
        int status;
        if (waitpid(pid, &status, WNOHANG) == pid) return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_WRONG_USAGE ? EXIT_WRONG_USAGE : 0;
        const struct timespec timeout = {.tv_sec = left / 1000, .tv_nsec = (left % 1000) * 1000000};
        if (sigtimedwait(&children, NULL, &timeout) < 0 && is_refused(errno)) wait_for(NULL, 0, 20);
    }
    if (pid > 0) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    return 0;
}
