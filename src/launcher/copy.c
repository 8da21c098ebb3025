#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Up to this size the bytes are copied. For each of the app's writes, even a short one, tee(2) takes a whole slot of the agent's pipe. */
enum { SMALL_BYTES = 16384 };
/* Sizes of the agent's pipes in bytes. A busy stream gets the larger one, so an agent can pause its reading for longer. */
enum { COPY_PIPE = 1 << 18, BUSY_COPY_PIPE = 1 << 20 };

static int scratch[2] = {-1, -1};

int make_copy(struct stream *stream)
{
    int ends[2];
    if (stream->from < 0 || make_pipe(ends) < 0) return -1;
    set_nonblocking(ends[1]);
    fcntl(ends[1], F_SETPIPE_SZ, stream->has_grown ? BUSY_COPY_PIPE : COPY_PIPE);
    stream->copy = ends[1];
    return ends[0];
}

void grow_copy(struct stream *stream)
{
    if (stream->copy >= 0) fcntl(stream->copy, F_SETPIPE_SZ, BUSY_COPY_PIPE);
}

void close_copy(struct stream *stream)
{
    if (stream->copy >= 0) close_descriptor(stream->copy);
    stream->copy = -1;
}

static void drop(struct stream *stream, size_t count)
{
    stream->dropped += count;
    stream->has_gap = true;
    if (errno == EPIPE) close_copy(stream);
}

/* Ends the line that a gap cut off. Otherwise it would continue in the middle of another line. Returns whether the agent can get more. */
static bool is_gap_closed(struct stream *stream)
{
    if (stream->has_gap && write_bytes(stream->copy, "\n", 1) == 1) stream->has_gap = false;
    return !stream->has_gap;
}

void give_copy(struct stream *stream, const char *bytes, size_t count)
{
    if (count == 0) return;
    errno = 0;
    ssize_t given = 0;
    if (stream->copy >= 0 && is_gap_closed(stream)) given = write_bytes(stream->copy, bytes, count);
    if (given < 0) given = 0;
    if ((size_t)given < count) drop(stream, count - (size_t)given);
}

static bool open_scratch(void)
{
    if (scratch[0] >= 0) return true;
    if (make_pipe(scratch) < 0) return false;
    set_nonblocking(scratch[0]);
    set_nonblocking(scratch[1]);
    return true;
}

/* Reads a few bytes ahead through our own pipe, so short writes share a page of the agent's pipe. */
static ssize_t copy_few(struct stream *stream, size_t count)
{
    char bytes[SMALL_BYTES];
    errno = 0;
    const ssize_t teed = open_scratch() ? tee(stream->from, scratch[1], count, SPLICE_F_NONBLOCK) : 0;
    size_t got = 0;
    while ((ssize_t)got < teed) {
        const ssize_t count_read = read_bytes(scratch[0], bytes + got, (size_t)teed - got);
        if (count_read <= 0) break;
        got += (size_t)count_read;
    }
    give_copy(stream, bytes, got);
    return teed;
}

static ssize_t copy_pages(struct stream *stream, size_t count)
{
    errno = 0;
    return is_gap_closed(stream) ? tee(stream->from, stream->copy, count, SPLICE_F_NONBLOCK) : 0;
}

size_t look_ahead(struct stream *stream, size_t waiting)
{
    ssize_t ahead = 0;
    if (stream->copy >= 0) ahead = waiting <= SMALL_BYTES ? copy_few(stream, waiting) : copy_pages(stream, waiting);
    if (ahead > 0) return (size_t)ahead;
    if (ahead < 0 && is_refused(errno)) return 0;
    drop(stream, waiting);
    return waiting;
}
