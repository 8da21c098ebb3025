#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* How bytes get to the target: SPLICE moves pages and never blocks on a pipe; SEND and WRITE copy, for what cannot be spliced. */
enum way { SPLICE, SEND, WRITE };

struct stream {
    int from;
    int to;
    int copy;
    enum way way;
    bool is_blocked, has_grown, has_gap;
    /* Bytes at the head of `from` that the agent has had already (or missed), and the target has not. */
    size_t ahead;
    uint64_t dropped;
    /* Bytes that the app wrote before it ended and that the target has not got. */
    uint64_t owed;
    int64_t moved_at;
    size_t held, held_from;
    char *hold;
};

enum { HOLD_BYTES = 65536 };

/* Less than this is copied byte by byte: tee(2) takes a whole slot of the agent's pipe for each of the app's writes, however short. */
enum { SMALL_BYTES = 16384, BUSY_BYTES = 49152, LARGE_PIPE = 1 << 20, COPY_PIPE = 1 << 18, TURNS = 16 };
/* When the app has ended: a silence that counts as the end where a survivor holds the pipe, and the most that it may prolong it. */
enum { IDLE_MS = 150, SURVIVOR_MS = 1000 };

static char holds[2][HOLD_BYTES];
static struct stream streams[2] = {
    {.from = -1, .to = 1, .copy = -1, .hold = holds[0]},
    {.from = -1, .to = 2, .copy = -1, .hold = holds[1]},
};
static int scratch[2] = {-1, -1};

static struct stream *stream_of(int number)
{
    return &streams[number - 1];
}

static enum way way_to(int target)
{
    struct stat about;
    if (fstat(target, &about) < 0) return WRITE;
    if (S_ISSOCK(about.st_mode)) return SEND;
    return SPLICE;
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
    struct stream *stream = stream_of(number);
    int ends[2];
    if (stream->from < 0 || pipe2(ends, O_CLOEXEC) < 0) return -1;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    fcntl(ends[1], F_SETPIPE_SZ, stream->has_grown ? LARGE_PIPE : COPY_PIPE);
    stream->copy = ends[1];
    return ends[0];
}

static void close_copy(struct stream *stream)
{
    if (stream->copy >= 0) close(stream->copy);
    stream->copy = -1;
}

void close_copies(void)
{
    close_copy(&streams[0]);
    close_copy(&streams[1]);
}

static void close_stream(struct stream *stream)
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

static void delivered(struct stream *stream, size_t count)
{
    stream->is_blocked = false;
    stream->moved_at = monotonic_ms();
    stream->owed -= stream->owed < count ? stream->owed : count;
}

/* A busy app gets a larger pipe; all others keep the kernel's default, of which every user has a limited number. */
static void grow(struct stream *stream)
{
    if (stream->has_grown) return;
    stream->has_grown = true;
    fcntl(stream->from, F_SETPIPE_SZ, LARGE_PIPE);
    if (stream->copy >= 0) fcntl(stream->copy, F_SETPIPE_SZ, LARGE_PIPE);
}

static void drop(struct stream *stream, size_t count)
{
    stream->dropped += count;
    stream->has_gap = true;
    if (errno == EPIPE) close_copy(stream);
}

/* Gives the agent bytes; what its pipe does not take is dropped. */
static void give_copy(struct stream *stream, const char *bytes, size_t count)
{
    if (count == 0) return;
    errno = 0;
    ssize_t given = 0;
    /* The line that a gap cut off must not go on in the middle of another. */
    if (stream->copy >= 0 && stream->has_gap && write(stream->copy, "\n", 1) == 1) stream->has_gap = false;
    if (stream->copy >= 0 && !stream->has_gap) given = write(stream->copy, bytes, count);
    if (given < 0) given = 0;
    if ((size_t)given < count) drop(stream, count - (size_t)given);
}

/* Few bytes: peeked at through a pipe of our own, so that short writes share a page in the agent's. */
static size_t copy_few(struct stream *stream, size_t count)
{
    char bytes[SMALL_BYTES];
    if (scratch[0] < 0 && pipe2(scratch, O_CLOEXEC | O_NONBLOCK) < 0) return 0;
    const ssize_t teed = tee(stream->from, scratch[1], count, SPLICE_F_NONBLOCK);
    if (teed <= 0) return 0;
    size_t got = 0;
    while (got < (size_t)teed) {
        const ssize_t count_read = read(scratch[0], bytes + got, (size_t)teed - got);
        if (count_read <= 0) break;
        got += (size_t)count_read;
    }
    give_copy(stream, bytes, got);
    return (size_t)teed;
}

/* Lets the agent see what is waiting; gives how many bytes are now ahead of the target. */
static size_t look_ahead(struct stream *stream, size_t waiting)
{
    size_t ahead = 0;
    if (stream->copy >= 0 && waiting <= SMALL_BYTES) {
        ahead = copy_few(stream, waiting);
    } else if (stream->copy >= 0) {
        errno = 0;
        if (stream->has_gap && write(stream->copy, "\n", 1) == 1) stream->has_gap = false;
        const ssize_t teed = stream->has_gap ? -1 : tee(stream->from, stream->copy, waiting, SPLICE_F_NONBLOCK);
        ahead = teed > 0 ? (size_t)teed : 0;
    }
    if (ahead > 0) return ahead;
    drop(stream, waiting);
    return waiting;
}

/* The target is broken for these bytes (a full disk): they are lost, as they would be to the app that wrote them itself. */
static void discard(struct stream *stream)
{
    const size_t count = stream->ahead < HOLD_BYTES ? stream->ahead : HOLD_BYTES;
    const ssize_t lost = read(stream->from, stream->hold, count);
    if (lost > 0) {
        stream->ahead -= (size_t)lost;
        delivered(stream, (size_t)lost);
    }
}

static bool splice_some(struct stream *stream, size_t waiting)
{
    if (waiting >= BUSY_BYTES) grow(stream);
    if (stream->ahead == 0) stream->ahead = look_ahead(stream, waiting);
    const ssize_t moved = splice(stream->from, NULL, stream->to, NULL, stream->ahead, SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
    if (moved > 0) {
        stream->ahead -= (size_t)moved;
        delivered(stream, (size_t)moved);
    } else if (moved < 0 && errno == EAGAIN) {
        stream->is_blocked = true;
    } else if (moved < 0 && errno == EINVAL) {
        /* Opened for appending, or a device that knows no splice. */
        stream->way = WRITE;
    } else if (moved < 0 && errno == EPIPE) {
        close_stream(stream);
    } else if (moved < 0 && errno != EINTR) {
        discard(stream);
    }
    return !stream->is_blocked;
}

static bool is_writable(int target)
{
    struct pollfd poll_target = {.fd = target, .events = POLLOUT};
    return poll(&poll_target, 1, 0) > 0;
}

static ssize_t write_held(const struct stream *stream)
{
    const char *bytes = stream->hold + stream->held_from;
    if (stream->way == SEND) return send(stream->to, bytes, stream->held, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (!is_writable(stream->to)) {
        errno = EAGAIN;
        return -1;
    }
    return write(stream->to, bytes, stream->held);
}

static bool copy_some(struct stream *stream, size_t waiting)
{
    if (stream->held == 0) {
        const size_t most = waiting < HOLD_BYTES ? waiting : HOLD_BYTES;
        const ssize_t got = read(stream->from, stream->hold, most);
        if (got <= 0) return false;
        const size_t seen = stream->ahead < (size_t)got ? stream->ahead : (size_t)got;
        give_copy(stream, stream->hold + seen, (size_t)got - seen);
        stream->ahead -= seen;
        stream->held = (size_t)got;
        stream->held_from = 0;
    }
    ssize_t written = write_held(stream);
    if (written < 0 && errno == EPIPE) {
        close_stream(stream);
        return false;
    }
    stream->is_blocked = written < 0 && errno == EAGAIN;
    if (stream->is_blocked) return false;
    if (written < 0 && errno == EINTR) return true;
    if (written < 0) written = (ssize_t)stream->held;
    stream->held -= (size_t)written;
    stream->held_from += (size_t)written;
    delivered(stream, (size_t)written);
    return true;
}

void serve_stream(int number, const struct pollfd polls[POLLS_PER_STREAM])
{
    struct stream *stream = stream_of(number);
    if (stream->from < 0) return;
    /* Nobody reads any more: with our end closed the app gets the EPIPE that it would have got. */
    if (polls[1].fd >= 0 && polls[1].revents & (POLLERR | POLLNVAL)) {
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
        if (!(stream->way == SPLICE ? splice_some(stream, waiting) : copy_some(stream, waiting))) return;
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
