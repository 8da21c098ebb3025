#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static sigset_t mask_before;

/* A closed stdin, stdout or stderr stays closed for the app, and its number must not become a pipe of ours. */
static void keep_low_descriptors(void)
{
    for (int number = 0; number <= 2; number++)
        if (fcntl(number, F_GETFD) < 0 && eventfd(0, EFD_CLOEXEC) < 0) return;
}

/* All signals wait until the loop reads them: also those that process 1 would not get, for want of a handler. */
static int catch_signals(void)
{
    sigset_t all;
    /* Not sigfillset(3): musl leaves out 32 to 34, and 34 is other libcs' SIGRTMIN. */
    memset(&all, 0xff, sizeof all);
    sigprocmask(SIG_SETMASK, &all, &mask_before);
    /* An ignored SIGCHLD, inherited, would have the kernel reap and keep the exit code. */
    signal(SIGCHLD, SIG_DFL);
    return signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The children of ours but the agent: orphans that fell to us. */
static int orphans(pid_t pids[], int most)
{
    char bytes[4096];
    const int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    const ssize_t length = file < 0 ? -1 : read(file, bytes, sizeof bytes);
    if (file >= 0) close(file);
    int count = 0;
    pid_t pid = 0;
    for (ssize_t i = 0; i < length && count < most; i++) {
        if (bytes[i] >= '0' && bytes[i] <= '9') {
            pid = pid * 10 + (bytes[i] - '0');
        } else {
            if (pid > 0 && pid != agent_pid() && pid != app.pid) pids[count++] = pid;
            pid = 0;
        }
    }
    return count;
}

static bool is_stop(int number)
{
    return number == SIGTERM || number == SIGINT || number == SIGQUIT;
}

static void send_on(pid_t to, const struct signalfd_siginfo *info)
{
    const int number = (int)info->ssi_signo;
    const union sigval value = {.sival_ptr = (void *)(uintptr_t)info->ssi_ptr};
    if (info->ssi_code == SI_QUEUE) sigqueue(to, number, value);
    else kill(to, number);
}

static void forward(const struct signalfd_siginfo *info)
{
    const int number = (int)info->ssi_signo;
    pid_t left[64];
    if (!app.has_ended && number == SIGCONT && app.has_terminal) {
        /* `fg` of the shell that started us: the terminal, and the signal for all that the terminal had stopped. */
        if (has_terminal()) tcsetpgrp(0, app.pid);
        kill(-app.pid, SIGCONT);
    } else if (!app.has_ended && app.has_started) {
        send_on(app.pid, info);
    } else if (app.adopted) {
        const int count = orphans(left, sizeof left / sizeof *left);
        for (int i = 0; i < count; i++) send_on(left[i], info);
    }
}

static void receive(const struct signalfd_siginfo *info)
{
    const int number = (int)info->ssi_signo;
    /* The kernel's word on a write of our own: SIGPIPE, SIGXFSZ. */
    const bool is_own = info->ssi_code == SI_USER && info->ssi_pid == (uint32_t)getpid();
    if (number == SIGCHLD || is_own) return;
    forward(info);
    if (!is_stop(number)) {
        tell_signal(number);
    } else if (app.stop_signal == 0) {
        app.stop_signal = number;
        app.stopped_ms = unix_ms();
        tell(TELL_STOP);
    } else {
        tell_signal(number);
    }
    /* Who asks again wants no last report. */
    if (is_stop(number) && app.has_ended && !app.adopted) hurry_agent(monotonic_ms());
}

static void end_app(int status)
{
    app.status = status;
    app.has_ended = true;
    app.ended_ms = unix_ms();
    app.ended_at = monotonic_ms();
    note_app_end();
    /* Whoever shares the terminal with us gets it back. */
    if (app.has_terminal) tcsetpgrp(0, getpgrp());
    tell(TELL_END);
}

/* Whether a command that ended well left a daemon behind that we are to live as long as. */
static bool adopt(int status)
{
    pid_t left[1];
    if (!adopts || app.stop_signal != 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return false;
    if (orphans(left, 1) == 0) return false;
    app.adopted = left[0];
    app.adopted_ms = unix_ms();
    tell(TELL_ADOPTED);
    return true;
}

static void reap(int64_t now)
{
    int status;
    bool has_main_ended = false;
    for (pid_t pid = waitpid(-1, &status, WNOHANG | WUNTRACED); pid > 0; pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) {
        if (WIFSTOPPED(status)) {
            /* Ctrl-Z: the shell that started us gets its turn. Process 1 cannot be stopped. */
            if (pid == app.pid && app.has_terminal) kill(getpid(), SIGSTOP);
        } else if (agent_ended(pid, status, now)) {
            continue;
        } else if (pid == app.pid && !app.has_main_ended) {
            app.has_main_ended = has_main_ended = true;
            app.status = app.last_status = status;
        } else {
            app.last_status = status;
            tell_reaped(pid, status);
        }
    }
    pid_t left[1];
    if (has_main_ended && !adopt(app.status)) end_app(app.status);
    else if (app.adopted && !app.has_ended && orphans(left, 1) == 0) end_app(app.last_status);
}

static int exit_code(void)
{
    if (app.error != 0) return app.error == ENOENT || app.error == ENOTDIR ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
    return WIFSIGNALED(app.status) ? 128 + WTERMSIG(app.status) : WEXITSTATUS(app.status);
}

static void launch(char **command, char *const envp[])
{
    const int out = open_stream(1), err = open_stream(2);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    app.has_terminal = has_terminal();
    app.pid = start_app(command, envp, &mask_before, out, err);
    app.started_ms = unix_ms();
    if (out >= 0) close(out);
    if (err >= 0) close(err);
    app.has_started = app.pid > 0;
    if (app.has_started) return;
    app.error = errno;
    app.pid = 0;
    app.has_ended = app.has_main_ended = true;
    app.ended_at = monotonic_ms();
}

enum { SIGNALS, COMMANDS, EVENTS, STDOUT, STDERR = STDOUT + POLLS_PER_STREAM, POLLS = STDERR + POLLS_PER_STREAM };

static int patience_ms(int64_t now)
{
    int64_t until = agent_wakes_at();
    if (app.has_ended && until > now + 20) until = now + 20;
    if (dropped_bytes(1) + dropped_bytes(2) > 0 && until > now + 500) until = now + 500;
    if (until == INT64_MAX) return -1;
    return until <= now ? 0 : (int)(until - now);
}

static void read_signals(int signals)
{
    struct signalfd_siginfo infos[16];
    ssize_t length;
    while ((length = read(signals, infos, sizeof infos)) > 0)
        for (size_t i = 0; i < (size_t)length / sizeof *infos; i++) receive(&infos[i]);
}

static void turn(int signals)
{
    struct pollfd polls[POLLS];
    polls[SIGNALS] = (struct pollfd){.fd = signals, .events = POLLIN};
    polls[COMMANDS] = (struct pollfd){.fd = commands_descriptor(), .events = POLLIN};
    polls[EVENTS] = (struct pollfd){.fd = is_event_due() ? events_descriptor() : -1, .events = POLLOUT};
    watch_stream(1, &polls[STDOUT]);
    watch_stream(2, &polls[STDERR]);
    if (poll(polls, POLLS, patience_ms(monotonic_ms())) < 0) return;
    if (polls[SIGNALS].revents) read_signals(signals);
    serve_stream(1, &polls[STDOUT]);
    serve_stream(2, &polls[STDERR]);
    if (polls[COMMANDS].revents) read_commands();
    const int64_t now = monotonic_ms();
    if (polls[SIGNALS].revents) reap(now);
    if (app.has_ended) finish_agent(now);
    else keep_agent(now);
    flush_events(now);
}

static bool is_over(void)
{
    const int64_t now = monotonic_ms();
    return app.has_ended && is_drained(now, app.ended_at) && is_agent_done(now);
}

static void read_settings(char *const argv[], int command, char *const envp[])
{
    const char *grace = setting(argv, command, envp, "exit-grace");
    const char *daemonize = setting(argv, command, envp, "on-daemonize");
    const char *format = setting(argv, command, envp, "log-format");
    const char *level = setting(argv, command, envp, "log-level");
    const int64_t grace_ms = grace ? milliseconds_of(grace) : -1;
    if (grace_ms >= 0 && grace_ms <= 60000) exit_grace_ms = grace_ms;
    adopts = daemonize && strcmp(daemonize, "adopt") == 0;
    says_text = format ? strcmp(format, "text") == 0 : isatty(2) == 1;
    says_nothing = level && strcmp(level, "silent") == 0;
}

static size_t count_of(char *const list[])
{
    size_t count = 0;
    while (list[count]) count++;
    return count;
}

int main(int argc, char *argv[], char *envp[])
{
    int command = argc;
    /* The kernel lets arguments and environment take a quarter of the stack at most, pointers included: these copies fit. */
    char *agent_args[argc + 5], *agent_env[count_of(envp) + 2];
    const enum verdict verdict = judge(argc, argv, &command);
    if (verdict != SURE) {
        find_place();
        agent_arguments(agent_args, argc, argv);
    }
    if (verdict == AGENTS) {
        agent_environment(agent_env, envp, NULL);
        execve(agent_program(), agent_args, agent_env);
        say("error", "the agent cannot be executed: ", errno_name(errno));
        return EXIT_NOT_EXECUTABLE;
    }
    keep_low_descriptors();
    const int signals = catch_signals();
    if (verdict == SUSPECT) {
        static char mark[] = "SIDEWATCH_LAUNCHER=usage";
        agent_environment(agent_env, envp, mark);
        if (ask_agent(agent_args, agent_env, &mask_before) == EXIT_WRONG_USAGE) return EXIT_WRONG_USAGE;
    }
    launch(argv + command, envp);
    if (verdict == SURE) {
        find_place();
        agent_arguments(agent_args, argc, argv);
    }
    read_settings(argv, command, envp);
    agent_environment(agent_env, envp, agent_mark());
    agent_init(agent_args, agent_env, &mask_before);
    keep_agent(monotonic_ms());
    if (app.has_ended) finish_agent(monotonic_ms());
    while (!is_over()) turn(signals);
    kill_agent();
    return exit_code();
}
