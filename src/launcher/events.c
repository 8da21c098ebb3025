#include "calls.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

static int events = -1;
static int agent_number, status_before;
/* What has still to be told, as bits of TELL_…. */
static int due;
static uint64_t lost_events;
static int64_t dropped_told_at, loss_told_at;

enum { DROPPED_EVERY_MS = 1000, LOSS_EVERY_MS = 1000 };

void close_events(void)
{
    if (events >= 0) shut(events);
    events = -1;
}

void open_events(int to, int number, int previous_status)
{
    close_events();
    events = to;
    agent_number = number;
    status_before = previous_status;
    lost_events = 0;
    due = TELL_ALL;
    for (int stream = 1; stream <= 2; stream++)
        if (loss_of(stream)->bytes > 0) loss_of(stream)->is_news = true;
}

/* A line is far shorter than PIPE_BUF: it goes in whole or not at all. */
static bool send_line(struct line *line)
{
    put(line, "\n");
    if (events < 0) return false;
    const ssize_t written = write_bytes(events, line->text, line->length);
    if (written < 0 && errno != EAGAIN && errno != EINTR) close_events();
    return written > 0;
}

static void put_field(struct line *line, int64_t number)
{
    put(line, " ");
    put_number(line, number);
}

static void put_status(struct line *line, int status)
{
    put(line, WIFSIGNALED(status) ? " signal" : " code");
    put_field(line, WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

/* One part of the state as a line; an empty one when there is nothing to tell. */
static struct line line_of(int what)
{
    struct line line = {0};
    if (what == TELL_AGAIN && agent_number > 1) {
        put(&line, "again");
        put_field(&line, agent_number);
        put_status(&line, status_before);
    } else if (what == TELL_START && app.error != 0) {
        put(&line, "not-started ");
        put(&line, errno_name(app.error));
        put_field(&line, app.ended_ms);
    } else if (what == TELL_START && app.has_started) {
        put(&line, "started");
        put_field(&line, app.pid);
        put_field(&line, app.started_ms);
    } else if (what == TELL_STOP && app.stop_signal != 0) {
        put(&line, "signal");
        put_field(&line, app.stop_signal);
        put_field(&line, app.stopped_ms);
    } else if (what == TELL_ADOPTED && app.adopted != 0) {
        put(&line, "adopted");
        put_field(&line, app.adopted);
        put_field(&line, app.adopted_ms);
    } else if (what == TELL_END && app.has_ended && app.error == 0) {
        put(&line, "exited");
        put_field(&line, app.pid);
        put_status(&line, app.status);
        put_field(&line, app.ended_ms);
    }
    return line;
}

void tell(int what)
{
    due |= what;
    flush_events(monotonic_ms());
}

/* What happens once is worth a line if there is room, and no wait. */
static void tell_once(struct line *line)
{
    if (due != 0 || !send_line(line)) lost_events++;
}

void tell_signal(int number)
{
    struct line line = {0};
    put(&line, "signal");
    put_field(&line, number);
    put_field(&line, unix_ms());
    tell_once(&line);
}

void tell_reaped(pid_t pid, int status)
{
    struct line line = {0};
    put(&line, "reaped");
    put_field(&line, pid);
    put_status(&line, status);
    put_field(&line, unix_ms());
    tell_once(&line);
}

static void tell_dropped(int64_t now)
{
    if (now - dropped_told_at < DROPPED_EVERY_MS && !app.has_ended) return;
    for (int number = 1; number <= 2; number++) {
        struct line line = {0};
        if (dropped_bytes(number) == 0) continue;
        dropped_told_at = now;
        put(&line, "dropped ");
        put(&line, stream_name(number));
        put_field(&line, (int64_t)dropped_bytes(number));
        if (!send_line(&line)) return;
        forget_dropped(number);
    }
}

static const char *loss_word(int error)
{
    if (error == UNREAD) return "unread";
    return error == 0 ? "ok" : errno_name(error);
}

static void tell_losses(int64_t now)
{
    if (now - loss_told_at < LOSS_EVERY_MS && !app.has_ended) return;
    for (int number = 1; number <= 2; number++) {
        struct loss *loss = loss_of(number);
        struct line line = {0};
        if (!loss->is_news) continue;
        put(&line, "lost-output ");
        put(&line, stream_name(number));
        put_field(&line, (int64_t)loss->bytes);
        put(&line, " ");
        put(&line, loss_word(loss->error));
        if (!send_line(&line)) return;
        loss->is_news = false;
        loss_told_at = now;
    }
}

void flush_events(int64_t now)
{
    if (events < 0) return;
    for (int what = 1; what <= TELL_END; what <<= 1) {
        if (!(due & what)) continue;
        struct line line = line_of(what);
        if (line.length > 0 && !send_line(&line)) return;
        due &= ~what;
    }
    tell_dropped(now);
    tell_losses(now);
    struct line line = {0};
    if (lost_events == 0) return;
    put(&line, "lost");
    put_field(&line, (int64_t)lost_events);
    if (send_line(&line)) lost_events = 0;
}

bool is_event_due(void)
{
    return events >= 0 && due != 0;
}

int events_descriptor(void)
{
    return events;
}
