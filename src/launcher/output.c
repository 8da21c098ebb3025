#include "stream.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Pieces of one stream that are handed on before the other, signals and the agent have their turn. */
enum { TURNS = 16 };

/* When the app has ended: a silence that counts as the end where a survivor holds the pipe, and the most that it may prolong it. */
enum { IDLE_MS = 150, SURVIVOR_MS = 1000 };

static char holds[2][HOLD_BYTES];
static struct stream streams[2] = {
    {.from = -1, .to = 1, .copy = -1, .hold = holds[0]},
    {.from = -1, .to = 2, .copy = -1, .hold = holds[1]},
};

static struct stream *stream_of(int number)
{
    return &streams[number - 1];
}

int open_stream(int number)
{
    struct stream *stream = stream_of(number);
    int ends[2];
    if (isatty(number) || fcntl(number, F_GETFD) < 0) return -1;
    if (fcntl(number, F_GETFD) & FD_CLOEXEC) return -1;
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    stream->from = ends[0];
    stream->way = way_to(number);
    return ends[1];
}

int open_copy(int number)
{
    return make_copy(stream_of(number));
}

void close_copies(void)
{
    close_copy(&streams[0]);
    close_copy(&streams[1]);
}

void close_stream(struct stream *stream)
{
    if (stream->from >= 0) close(stream->from);
    stream->from = -1;
    stream->ahead = stream->held = 0;
    stream->owed = 0;
    stream->is_blocked = false;
    close_copy(stream);
}

void watch_stream(int number, struct pollfd polls[POLLS_PER_STREAM])
{
    const struct stream *stream = stream_of(number);
    /* A target that takes no more is waited for, and meanwhile nothing is read: the app waits as it would without us. */
    polls[0] = (struct pollfd){.fd = stream->is_blocked ? -1 : stream->from, .events = POLLIN};
    polls[1] = (struct pollfd){.fd = stream->from < 0 ? -1 : stream->to, .events = stream->is_blocked ? POLLOUT : 0};
}

static size_t waiting_in(int pipe)
{
    int count = 0;
    return ioctl(pipe, FIONREAD, &count) == 0 && count > 0 ? (size_t)count : 0;
}

void serve_stream(int number, const struct pollfd polls[POLLS_PER_STREAM])
{
    struct stream *stream = stream_of(number);
    if (stream->from < 0) return;
    /* Nobody reads any more (of a socket POLLHUP says so): with our end closed the app gets the EPIPE that it would have got. */
    if (polls[1].fd >= 0 && polls[1].revents & (POLLERR | POLLHUP | POLLNVAL)) {
        close_stream(stream);
        return;
    }
    const bool may_read = polls[0].fd >= 0 && polls[0].revents & (POLLIN | POLLHUP | POLLERR);
    const bool may_write = stream->is_blocked && polls[1].revents & POLLOUT;
    for (int turn = 0; turn < TURNS && (may_read || may_write) && stream->from >= 0; turn++) {
        const size_t begun = stream->ahead + stream->held;
        const size_t waiting = begun > 0 ? begun : waiting_in(stream->from);
        if (waiting == 0) {
            /* No writer was left when poll looked, so there will never be more. */
            if (polls[0].fd >= 0 && polls[0].revents & POLLHUP) close_stream(stream);
            return;
        }
        if (!pour(stream, waiting)) return;
    }
}

void note_app_end(void)
{
    for (int number = 1; number <= 2; number++) {
        struct stream *stream = stream_of(number);
        if (stream->from >= 0) stream->owed = waiting_in(stream->from) + stream->held;
    }
}

bool is_drained(int64_t now, int64_t ended_at)
{
    for (int number = 1; number <= 2; number++) {
        const struct stream *stream = stream_of(number);
        if (stream->from < 0) continue;
        const int64_t since = stream->moved_at > ended_at ? stream->moved_at : ended_at;
        if (stream->owed > 0 || (now - since < IDLE_MS && now - ended_at < SURVIVOR_MS)) return false;
    }
    return true;
}

uint64_t dropped_bytes(int number)
{
    return stream_of(number)->dropped;
}

void forget_dropped(int number)
{
    stream_of(number)->dropped = 0;
}
