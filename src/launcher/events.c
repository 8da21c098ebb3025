#include "calls.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int events = -1;
static int agent_number, status_before;
/* What must still be sent, as bits of EVENT_…. */
static int due;
/* Progress of sending the app's command: whether its head is sent, the next word, and how many bytes of that word are sent. */
static bool is_head_sent;
static size_t next_word, sent_of_word;
static uint64_t lost_events;
static int64_t dropped_sent_at, loss_sent_at;

enum { DROPPED_EVERY_MS = 1000, LOSS_EVERY_MS = 1000 };

void close_events(void)
{
    if (events >= 0) close_descriptor(events);
    events = -1;
}

void open_events(int to, int number, int previous_status)
{
    close_events();
    events = to;
    agent_number = number;
    status_before = previous_status;
    lost_events = 0;
    due = EVENT_ALL;
    is_head_sent = false;
    next_word = sent_of_word = 0;
    for (int stream = 1; stream <= 2; stream++)
        if (loss_of(stream)->bytes > 0) loss_of(stream)->is_unreported = true;
}

/* Returns how many bytes the pipe took. */
static size_t send_bytes(const char *bytes, size_t count)
{
    if (events < 0) return 0;
    const ssize_t written = write_bytes(events, bytes, count);
    if (written < 0 && errno != EAGAIN && errno != EINTR) close_events();
    return written > 0 ? (size_t)written : 0;
}

/* A line is far shorter than PIPE_BUF: the pipe takes all of it or nothing. */
static bool send_line(struct line *line)
{
    put(line, "\n");
    return send_bytes(line->text, line->length) > 0;
}

/* `command 00000042`: the number of bytes that follow, always in eight digits, so the agent knows how much to read. */
static bool send_command_head(void)
{
    struct line line = {0};
    size_t bytes = 0;
    for (size_t i = 0; app.command[i]; i++) bytes += strlen(app.command[i]) + 1;
    put(&line, "command ");
    put_padded(&line, (int64_t)bytes, 8);
    return send_line(&line);
}

/* Sends as much of the app's command as the pipe takes, each word with its zero byte. True when all of it is sent. */
static bool send_command(void)
{
    if (!is_head_sent && !send_command_head()) return false;
    is_head_sent = true;
    for (; app.command[next_word]; next_word++, sent_of_word = 0) {
        const char *word = app.command[next_word];
        const size_t left = strlen(word) + 1 - sent_of_word, sent = send_bytes(word + sent_of_word, left);
        sent_of_word += sent;
        if (sent < left) return false;
    }
    return true;
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

/* One part of the state as a line, which is empty when there is nothing to send. */
static struct line line_of(int what)
{
    struct line line = {0};
    if (what == EVENT_AGAIN && agent_number > 1) {
        put(&line, "again");
        put_field(&line, agent_number);
        put_status(&line, status_before);
    } else if (what == EVENT_START && app.error != 0) {
        put(&line, "not-started ");
        put(&line, errno_name(app.error));
        put_field(&line, app.ended_ms);
    } else if (what == EVENT_START && app.has_started) {
        put(&line, "started");
        put_field(&line, app.pid);
        put_field(&line, app.started_ms);
    } else if (what == EVENT_STOP && app.stop_signal != 0) {
        put(&line, "signal");
        put_field(&line, app.stop_signal);
        put_field(&line, app.stopped_ms);
    } else if (what == EVENT_ADOPTED && app.adopted != 0) {
        put(&line, "adopted");
        put_field(&line, app.adopted);
        put_field(&line, app.adopted_ms);
    } else if (what == EVENT_END && app.has_ended && app.error == 0) {
        put(&line, "exited");
        put_field(&line, app.pid);
        put_status(&line, app.status);
        put_field(&line, app.ended_ms);
    }
    return line;
}

void send_event(int what)
{
    due |= what;
    flush_events(monotonic_ms());
}

/* Sends an event that happens once, or counts it as lost when the pipe has no room now. */
static void send_or_drop(struct line *line)
{
    if (due != 0 || !send_line(line)) lost_events++;
}

void send_signal_event(int number)
{
    struct line line = {0};
    put(&line, "signal");
    put_field(&line, number);
    put_field(&line, unix_ms());
    send_or_drop(&line);
}

void send_reaped_event(pid_t pid, int status)
{
    struct line line = {0};
    put(&line, "reaped");
    put_field(&line, pid);
    put_status(&line, status);
    put_field(&line, unix_ms());
    send_or_drop(&line);
}

static void send_dropped_events(int64_t now)
{
    if (now - dropped_sent_at < DROPPED_EVERY_MS && !app.has_ended) return;
    for (int number = 1; number <= 2; number++) {
        struct line line = {0};
        if (dropped_bytes(number) == 0) continue;
        dropped_sent_at = now;
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

static void send_loss_events(int64_t now)
{
    if (now - loss_sent_at < LOSS_EVERY_MS && !app.has_ended) return;
    for (int number = 1; number <= 2; number++) {
        struct loss *loss = loss_of(number);
        struct line line = {0};
        if (!loss->is_unreported) continue;
        put(&line, "lost-output ");
        put(&line, stream_name(number));
        put_field(&line, (int64_t)loss->bytes);
        put(&line, " ");
        put(&line, loss_word(loss->error));
        if (!send_line(&line)) return;
        loss->is_unreported = false;
        loss_sent_at = now;
    }
}

void flush_events(int64_t now)
{
    if (events < 0) return;
    if (due & EVENT_COMMAND && !send_command()) return;
    due &= ~EVENT_COMMAND;
    for (int what = EVENT_AGAIN; what <= EVENT_END; what <<= 1) {
        if (!(due & what)) continue;
        struct line line = line_of(what);
        if (line.length > 0 && !send_line(&line)) return;
        due &= ~what;
    }
    send_dropped_events(now);
    send_loss_events(now);
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
