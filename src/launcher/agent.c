#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The first restart waits FIRST_DELAY_MS, and each further one three times as long. After an agent that lived for a minute the delay starts over. */
enum { FIRST_DELAY_MS = 100, LAST_DELAY_MS = 30000, LONG_LIFE_MS = 60000 };

static char *const *arguments, *const *environment;
static const sigset_t *mask;
static pid_t pid;
static int number, last_status, delay_ms = FIRST_DELAY_MS;
static int64_t started_at, next_start_at;
static bool is_last, was_logged;
/* The flags of stdout and stderr before the first agent shared them. */
static int flags_before[2];
#define MARK "SIDEWATCH_LAUNCHER=3,4,5,6"
enum { MARK_LENGTH = sizeof MARK - 1 };
static char mark[MARK_LENGTH + 1 + KEPT_LINE_SIZE] = MARK;

void agent_init(char *const argv[], char *const envp[], const sigset_t *app_mask)
{
    arguments = argv;
    environment = envp;
    mask = app_mask;
    for (int i = 0; i < 2; i++) flags_before[i] = fcntl(i + 1, F_GETFL);
}

/* Other processes share these with us, and an agent that was killed may have left them non-blocking. */
static void restore_flags(void)
{
    for (int i = 0; i < 2; i++) {
        const int flags = fcntl(i + 1, F_GETFL);
        if (flags >= 0 && flags_before[i] >= 0 && flags != flags_before[i]) fcntl(i + 1, F_SETFL, flags_before[i]);
    }
}

char *agent_mark(void)
{
    return mark;
}

pid_t agent_pid(void)
{
    return pid;
}

static void close_if_open(int descriptor)
{
    if (descriptor >= 0) close_descriptor(descriptor);
}

static void close_pipes(void)
{
    close_events();
    close_commands();
    close_copies();
}

static void retry_later(int64_t now)
{
    next_start_at = now + delay_ms;
    delay_ms = delay_ms * 3 > LAST_DELAY_MS ? LAST_DELAY_MS : delay_ms * 3;
}

static void log_missing(const char *what, const char *why)
{
    if (!was_logged) log_line("error", what, why);
    was_logged = true;
}

static void start(int64_t now)
{
    int to[2] = {-1, -1}, from[2] = {-1, -1};
    if (make_pipe(to) < 0 || make_pipe(from) < 0) {
        log_missing("the agent cannot be started, and the app runs without it: ", errno_name(errno));
        close_if_open(to[0]);
        close_if_open(to[1]);
        close_if_open(from[0]);
        close_if_open(from[1]);
        retry_later(now);
        return;
    }
    /* Only our ends: the agent chooses for its own. */
    set_nonblocking(to[1]);
    set_nonblocking(from[0]);
    const struct agent_ends ends = {.events = to[0], .copies = {open_copy(1), open_copy(2)}, .commands = from[1]};
    /* `-` for a stream that is not copied, and the same number twice where both streams are one. */
    const char out = ends.copies[0] < 0 ? '-' : '4', err = ends.copies[1] < 0 ? '-' : '5';
    mark[MARK_LENGTH - 5] = out;
    mark[MARK_LENGTH - 3] = is_one_stream() ? out : err;
    mark[MARK_LENGTH] = kept_line()[0] == '\0' ? '\0' : ' ';
    strcpy(mark + MARK_LENGTH + 1, kept_line());
    pid = start_agent(arguments, environment, mask, &ends);
    close_if_open(ends.events);
    close_if_open(ends.copies[0]);
    close_if_open(ends.copies[1]);
    close_if_open(ends.commands);
    open_events(to[1], ++number, last_status);
    open_commands(from[0]);
    started_at = now;
    if (pid > 0) return;
    log_missing("the agent cannot be started, and the app runs without it: ", errno_name(errno));
    pid = 0;
    close_pipes();
    retry_later(now);
}

void start_agent_when_due(int64_t now)
{
    if (pid == 0 && !is_last && now >= next_start_at) start(now);
}

bool agent_ended(pid_t which, int status, int64_t now)
{
    if (pid == 0 || which != pid) return false;
    read_last_commands();
    pid = 0;
    restore_flags();
    last_status = status;
    close_pipes();
    if (now - started_at >= LONG_LIFE_MS) delay_ms = FIRST_DELAY_MS;
    retry_later(now);
    if (agent_failure()) log_missing("the agent cannot be executed, and the app runs without it: ", agent_failure());
    return true;
}

void finish_agent(int64_t now)
{
    if (is_last) return;
    /* Only an agent can report why the app exited, so the last one gets a start even now. */
    if (pid == 0 && !agent_failure()) start(now);
    is_last = true;
}

bool is_agent_done(void)
{
    return is_last && pid == 0;
}

void kill_agent(void)
{
    if (pid > 0) send_signal(pid, SIGKILL);
    restore_flags();
}

int64_t agent_wakes_at(void)
{
    return pid == 0 && !is_last ? next_start_at : INT64_MAX;
}
