#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* The launcher, poll(2) and the agent may need this many descriptors. */
enum { LEAST_DESCRIPTORS = 32 };

static struct inherited_signals inherited;

/* A stdin, stdout or stderr that is closed stays closed for the app, so none of our pipes must get its number. */
static void keep_low_descriptors(void)
{
    for (int number = 0; number <= 2; number++)
        if (fcntl(number, F_GETFD) < 0 && errno == EBADF && eventfd(0, EFD_CLOEXEC) < 0 && epoll_create1(EPOLL_CLOEXEC) < 0) return;
}

static bool has_descriptors(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= LEAST_DESCRIPTORS;
}

static int code_of(int error)
{
    return error == ENOENT || error == ENOTDIR ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
}

static int exit_code(void)
{
    if (app.error != 0) return code_of(app.error);
    return WIFSIGNALED(app.status) ? 128 + WTERMSIG(app.status) : WEXITSTATUS(app.status);
}

static void launch(char **command, char *const envp[])
{
    int ends[2];
    app.command = command;
    open_streams(ends);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    app.has_terminal = has_terminal();
    app.pid = start_app(command, envp, &inherited, ends[0], ends[1]);
    const int error = errno;
    app.started_ms = unix_ms();
    if (ends[0] >= 0) close_descriptor(ends[0]);
    if (ends[1] >= 0 && ends[1] != ends[0]) close_descriptor(ends[1]);
    make_streams_nonblocking();
    app.has_started = app.pid > 0;
    if (app.has_started) return;
    app.error = error;
    app.pid = 0;
    app.has_ended = app.has_main_ended = true;
    app.ended_at = monotonic_ms();
    app.ended_ms = unix_ms();
}

enum { SIGNALS, COMMANDS, EVENTS, STDOUT, STDERR = STDOUT + POLLS_PER_STREAM, POLLS = STDERR + POLLS_PER_STREAM };

static int poll_timeout_ms(int64_t now)
{
    int64_t until = agent_wakes_at();
    const bool is_report_due = dropped_bytes(1) + dropped_bytes(2) > 0 || loss_of(1)->is_unreported || loss_of(2)->is_unreported;
    if (app.has_ended && until > now + 20) until = now + 20;
    if (is_report_due && until > now + 500) until = now + 500;
    if (until == INT64_MAX) return -1;
    return until <= now ? 0 : (int)(until - now);
}

static void run_loop_once(int signals)
{
    struct pollfd polls[POLLS];
    polls[SIGNALS] = (struct pollfd){.fd = signals, .events = POLLIN};
    polls[COMMANDS] = (struct pollfd){.fd = commands_descriptor(), .events = POLLIN};
    polls[EVENTS] = (struct pollfd){.fd = is_event_due() ? events_descriptor() : -1, .events = POLLOUT};
    watch_stream(1, &polls[STDOUT]);
    watch_stream(2, &polls[STDERR]);
    if (wait_for(polls, POLLS, poll_timeout_ms(monotonic_ms())) < 0) return;
    if (polls[SIGNALS].revents) read_signals(signals);
    serve_stream(1, &polls[STDOUT]);
    serve_stream(2, &polls[STDERR]);
    if (polls[COMMANDS].revents) read_commands();
    const int64_t now = monotonic_ms();
    if (polls[SIGNALS].revents) reap(now);
    if (app.has_ended) finish_agent(now);
    else start_agent_when_due(now);
    flush_events(now);
}

/* What the app wrote has at least this long, even without a grace. A reader that runs takes it within that time. */
enum { LEAST_OUTPUT_MS = 500 };

/* After the app's end, output and the last report together wait no longer than the grace. The agent learns of unread output a little before that. */
static bool is_over(void)
{
    if (!app.has_ended) return false;
    const int64_t now = monotonic_ms(), waited = now - app.ended_at;
    const int64_t notice = exit_grace_ms / 8, output_ms = exit_grace_ms - notice;
    if (app.stops_waiting || waited >= (output_ms > LEAST_OUTPUT_MS ? output_ms : LEAST_OUTPUT_MS)) give_up_output();
    flush_events(now);
    const bool is_time_up = app.stops_waiting || waited >= exit_grace_ms;
    return is_drained(now, app.ended_at) && (is_time_up || is_agent_done());
}

static const char LATE_AGENT[] = "the app exited before the agent could report why; a larger --exit-grace gives it more time";

/* Only the last agent can report why the app exited. */
static bool is_agent_late(void)
{
    return agent_pid() > 0 && !is_agent_ready() && !app.stops_waiting && exit_grace_ms > 0;
}

/* Logs losses that were not reported to the agent, or that it could no longer report. */
static void log_losses(void)
{
    for (int number = 1; number <= 2; number++) {
        const struct loss *loss = loss_of(number);
        struct line line = {0};
        if (loss->bytes == 0 || (loss->error != UNREAD && !loss->is_unreported)) continue;
        put_number(&line, (int64_t)loss->bytes);
        put(&line, " bytes of the app's ");
        put(&line, stream_name(number));
        if (loss->error == UNREAD) put(&line, " (not read in time)");
        log_line("warn", "output was lost: ", line.text);
    }
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
    logs_text = format ? strcmp(format, "text") == 0 : isatty(2) == 1;
    logs_nothing = level && strcmp(level, "silent") == 0;
}

static size_t count_of(char *const list[])
{
    size_t count = 0;
    while (list[count]) count++;
    return count;
}

/* Room for what the agent is executed with, or NULL. Not on the stack, which arguments and environment can nearly fill. */
static char **room_for(size_t pointers)
{
    char **room = mmap(NULL, pointers * sizeof *room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return room == MAP_FAILED ? NULL : room;
}

static int exec_agent(char *const args[], char *const envp[])
{
    execve(agent_program(), args, envp);
    log_line("error", "the agent cannot be executed: ", errno_name(errno));
    return EXIT_NOT_EXECUTABLE;
}

/* Where the launcher cannot do its work, the app takes its place: an app without sidewatch is better than none. */
static int run_unwatched(char *argv[], int command, char *const envp[], const char *why)
{
    read_settings(argv, command, envp);
    log_line("error", "the app runs unwatched: ", why);
    return code_of(exec_app(argv + command, envp, &inherited));
}

static void prepare_agent_arguments(char *args[], int argc, char *const argv[])
{
    find_agent_files();
    agent_arguments(args, argc, argv);
}

int main(int argc, char *argv[], char *envp[])
{
    int command = argc;
    put_run_first(argc, argv);
    const enum verdict verdict = judge(argc, argv, envp, &command);
    const size_t arguments = (size_t)argc + AGENT_ARGUMENTS;
    char **agent_args = room_for(arguments + count_of(envp) + AGENT_VARIABLES);
    if (!agent_args) return verdict == AGENTS ? EXIT_NOT_EXECUTABLE : run_unwatched(argv, command, envp, "out of memory");
    char **agent_env = agent_args + arguments;
    /* An agent that watches an app gets the app's command from events.c, not as arguments. */
    const int agent_argc = verdict == AGENTS ? argc : command;
    if (verdict != SURE) prepare_agent_arguments(agent_args, agent_argc, argv);
    if (verdict == AGENTS) {
        agent_environment(agent_env, envp, argc > 1 ? argv[1] : "", NULL, NULL);
        return exec_agent(agent_args, agent_env);
    }
    keep_low_descriptors();
    const int signals = catch_signals(&inherited);
    const bool is_forbidden = signals < 0 ? is_refused(errno) : !are_calls_allowed(signals);
    if (is_forbidden) return run_unwatched(argv, command, envp, "the launcher needs a forbidden system call");
    if (signals < 0 || !has_descriptors()) return run_unwatched(argv, command, envp, "RLIMIT_NOFILE allows too few open files");
    if (verdict == SUSPECT) {
        static char mark[] = "SIDEWATCH_LAUNCHER=usage";
        agent_environment(agent_env, envp, "run", mark, NULL);
        if (ask_agent(agent_args, agent_env, &inherited.mask) == EXIT_WRONG_USAGE) return EXIT_WRONG_USAGE;
    }
    launch(argv + command, envp);
    /* From here on nothing delays the start of the app. */
    if (verdict == SURE) prepare_agent_arguments(agent_args, agent_argc, argv);
    read_settings(argv, command, envp);
    agent_environment(agent_env, envp, "run", agent_mark(), leave_directory());
    agent_init(agent_args, agent_env, &inherited.mask);
    start_agent_when_due(monotonic_ms());
    close_inherited_files();
    if (app.has_ended) finish_agent(monotonic_ms());
    while (!is_over()) run_loop_once(signals);
    if (is_agent_late()) log_line("warn", LATE_AGENT, "");
    kill_agent();
    log_losses();
    return exit_code();
}
