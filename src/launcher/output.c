#include "stream.h"

/* How many pieces of one stream are forwarded before the loop serves the other stream, signals and the agent. */
enum { MOST_PIECES = 16 };

/* Used after the app's exit, while another process holds the pipe. The silence that counts as the end of the output, and the longest wait for it. */
enum { IDLE_MS = 150, SURVIVOR_MS = 1000 };

static char buffers[2][BUFFER_BYTES];
static struct stream streams[2] = {
    {.from = -1, .to = 1, .copy = -1, .buffer = buffers[0]},
    {.from = -1, .to = 2, .copy = -1, .buffer = buffers[1]},
};

static bool is_one;

static struct stream *stream_of(int number)
{
    return &streams[number - 1];
}

static int open_stream(int number)
{
    struct stream *stream = stream_of(number);
    int ends[2];
    if (!is_forwardable(number) || make_pipe(ends) < 0) return -1;
    stream->from = ends[0];
    find_way(stream);
    share_access(number, ends[1]);
    return ends[1];
}

void open_streams(int ends[2])
{
    ends[0] = open_stream(1);
    is_one = ends[0] >= 0 && is_forwardable(2) && have_same_target();
    ends[1] = is_one ? ends[0] : open_stream(2);
}

void make_streams_nonblocking(void)
{
    /* Another process can take the waiting bytes first: the app itself, through /dev/stdout. */
    for (int i = 0; i < 2; i++)
        if (streams[i].from >= 0) set_nonblocking(streams[i].from);
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

bool is_one_stream(void)
{
    return is_one;
}

const char *stream_name(int number)
{
    if (number == 2) return "stderr";
    return is_one ? "output" : "stdout";
}

void watch_stream(int number, struct pollfd polls[POLLS_PER_STREAM])
{
    const struct stream *stream = stream_of(number);
    /* While the target is full nothing is read, so the app waits as it would without us. */
    polls[0] = (struct pollfd){.fd = stream->is_blocked ? -1 : stream->from, .events = POLLIN};
    polls[1] = (struct pollfd){.fd = stream->from < 0 ? -1 : stream->to, .events = stream->is_blocked ? POLLOUT : 0};
}

void serve_stream(int number, const struct pollfd polls[POLLS_PER_STREAM])
{
    struct stream *stream = stream_of(number);
    if (stream->from < 0) return;
    /* The reader is gone (a socket reports POLLHUP). Closing our end gives the app the EPIPE that it would get without us. */
    if (polls[1].fd >= 0 && polls[1].revents & (POLLERR | POLLHUP | POLLNVAL)) {
        close_stream(stream);
        return;
    }
    const bool may_read = polls[0].fd >= 0 && polls[0].revents & (POLLIN | POLLHUP | POLLERR);
    const bool may_write = stream->is_blocked && polls[1].revents & POLLOUT;
    for (int piece = 0; piece < MOST_PIECES && (may_read || may_write) && stream->from >= 0; piece++) {
        const size_t begun = stream->ahead + stream->buffered;
        const ssize_t waiting = begun > 0 ? (ssize_t)begun : waiting_in(stream->from);
        if (waiting == 0) {
            /* poll(2) found no writer, so no more bytes can come. */
            if (polls[0].fd >= 0 && polls[0].revents & POLLHUP) close_stream(stream);
            return;
        }
        /* Where the number of bytes is unknown, read only once: a second read could block. */
        if (waiting < 0 && (piece > 0 || !may_read)) return;
        if (waiting < 0) stream->way = stream->way == SPLICE ? WRITE : stream->way;
        if (!forward_bytes(stream, waiting < 0 ? BUFFER_BYTES : (size_t)waiting)) return;
    }
}

void note_app_end(void)
{
    for (int i = 0; i < 2; i++) {
        struct stream *stream = &streams[i];
        if (stream->from < 0) continue;
        const ssize_t waiting = waiting_in(stream->from);
        stream->is_uncounted = waiting < 0;
        stream->undelivered = (waiting > 0 ? (size_t)waiting : 0) + stream->buffered;
        if (stream->is_blocked) make_room(stream);
    }
}

bool is_drained(int64_t now, int64_t ended_at)
{
    for (int i = 0; i < 2; i++) {
        const struct stream *stream = &streams[i];
        if (stream->from < 0) continue;
        const int64_t since = stream->moved_at > ended_at ? stream->moved_at : ended_at;
        if (stream->undelivered > 0 || (stream->is_uncounted && stream->is_blocked)) return false;
        if (now - since < IDLE_MS && now - ended_at < SURVIVOR_MS) return false;
    }
    return true;
}

void give_up_output(void)
{
    for (int i = 0; i < 2; i++) {
        struct stream *stream = &streams[i];
        const size_t left = stream->undelivered > stream->buffered ? stream->undelivered : stream->buffered;
        close_stream(stream);
        if (left == 0) continue;
        stream->loss = (struct loss){.bytes = stream->loss.bytes + left, .error = UNREAD, .is_unreported = true};
    }
}

uint64_t dropped_bytes(int number)
{
    return stream_of(number)->dropped;
}

void forget_dropped(int number)
{
    stream_of(number)->dropped = 0;
}

struct loss *loss_of(int number)
{
    return &stream_of(number)->loss;
}
