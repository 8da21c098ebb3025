#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* With so much waiting a stream is busy. Its pipe and the target's then hold BUSY_PIPE bytes: four times the kernel's default, so a fourth of
   the wakes, and little enough for the processor's cache. Output took 0.7 to 0.8 of the time that it took with the target's 64 KiB; 1 MiB on
   both sides was no better. */
enum { BUSY_BYTES = 49152, BUSY_PIPE = 1 << 18 };

enum way way_to(int target)
{
    struct stat about;
    if (fstat(target, &about) < 0) return WRITE;
    if (S_ISSOCK(about.st_mode)) return SEND;
    return SPLICE;
}

/* Never smaller than it was: the target's pipe is not ours alone. What is no pipe stays what it is. */
static void widen(int pipe)
{
    const int size = fcntl(pipe, F_GETPIPE_SZ);
    if (size > 0 && size < BUSY_PIPE) fcntl(pipe, F_SETPIPE_SZ, BUSY_PIPE);
}

/* A busy app gets larger pipes; all others keep the kernel's default, of which every user has a limited number. */
static void grow(struct stream *stream)
{
    if (stream->has_grown) return;
    stream->has_grown = true;
    widen(stream->from);
    widen(stream->to);
    grow_copy(stream);
}

static void delivered(struct stream *stream, size_t count)
{
    stream->is_blocked = false;
    stream->moved_at = monotonic_ms();
    stream->owed -= stream->owed < count ? stream->owed : count;
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

/* Reads the next bytes into `hold`, and gives the agent those of them that it has not had. */
static bool hold_some(struct stream *stream, size_t waiting)
{
    const ssize_t got = read(stream->from, stream->hold, waiting < HOLD_BYTES ? waiting : HOLD_BYTES);
    if (got <= 0) return false;
    const size_t seen = stream->ahead < (size_t)got ? stream->ahead : (size_t)got;
    give_copy(stream, stream->hold + seen, (size_t)got - seen);
    stream->ahead -= seen;
    stream->held = (size_t)got;
    stream->held_from = 0;
    return true;
}

static bool copy_some(struct stream *stream, size_t waiting)
{
    if (stream->held == 0 && !hold_some(stream, waiting)) return false;
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

bool pour(struct stream *stream, size_t waiting)
{
    return stream->way == SPLICE ? splice_some(stream, waiting) : copy_some(stream, waiting);
}
