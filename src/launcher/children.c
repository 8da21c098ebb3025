#include "calls.h"

#include <sys/wait.h>
#include <unistd.h>

int orphans(pid_t pids[], int most)
{
    char bytes[4096];
    const int file = open_file("/proc/thread-self/children");
    const ssize_t length = file < 0 ? -1 : read_bytes(file, bytes, sizeof bytes);
    if (file >= 0) close_descriptor(file);
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

static void end_app(int status)
{
    app.status = status;
    app.has_ended = true;
    app.ended_ms = unix_ms();
    app.ended_at = monotonic_ms();
    note_app_end();
    /* The shell that started us gets its terminal back. */
    if (app.has_terminal) tcsetpgrp(0, getpgrp());
    send_event(EVENT_END);
}

/* Whether the command exited with 0 and left a daemon behind whose end we must wait for. */
static bool adopt(int status)
{
    pid_t left[1];
    if (!adopts || app.stop_signal != 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return false;
    if (orphans(left, 1) == 0) return false;
    app.adopted = left[0];
    app.adopted_ms = unix_ms();
    send_event(EVENT_ADOPTED);
    return true;
}

/* Records one state that waitpid(2) gave. Returns whether it was the end of the command. */
static bool note_child(pid_t pid, int status, int64_t now)
{
    if (WIFSTOPPED(status)) {
        /* Ctrl-Z: the shell that started us expects that we stop too. Process 1 cannot be stopped. */
        if (pid == app.pid && app.has_terminal) send_signal(own_pid(), SIGSTOP);
        return false;
    }
    if (agent_ended(pid, status, now)) return false;
    app.last_status = status;
    if (pid == app.pid && !app.has_main_ended) {
        app.status = status;
        return app.has_main_ended = true;
    }
    send_reaped_event(pid, status);
    return false;
}

void reap(int64_t now)
{
    int status;
    pid_t pid, left[1];
    bool has_main_ended = false;
    while ((pid = wait_any(&status)) > 0)
        if (note_child(pid, status, now)) has_main_ended = true;
    if (has_main_ended && !adopt(app.status)) end_app(app.status);
    else if (app.adopted && !app.has_ended && orphans(left, 1) == 0) end_app(app.last_status);
}
