/*
 * One of the app's output streams, as output.c, forward.c, copy.c and target.c share it. Bytes come from the app's pipe, go to the target that the
 * launcher was given, and are copied to the agent. Where stdout and stderr have the same target, they are one stream.
 */
#ifndef STREAM_H
#define STREAM_H

#include "calls.h"

/* How bytes get to the target. SPLICE moves pages and never blocks on a pipe. SEND and WRITE copy, where splice(2) is impossible. */
enum way { SPLICE, SEND, WRITE };

/* Size of the buffer for what was read and not yet written, in bytes. */
enum { BUFFER_BYTES = 65536 };

struct stream {
    /* Descriptors. `from` and `copy` are -1 when closed. */
    int from, to, copy;
    enum way way;
    /* The largest write. After POLLOUT a file takes any number of bytes without blocking. Everything else is only sure to take PIPE_BUF. */
    size_t most;
    bool is_blocked, has_grown, has_gap, has_room;
    /* It is unknown how much was undelivered when the app exited. */
    bool is_uncounted;
    /* Bytes at the head of `from` that the agent already has (or missed), and the target does not. */
    size_t ahead;
    /* Bytes that the agent missed, and that were not reported to it yet. */
    uint64_t dropped;
    /* Bytes that the app wrote before it ended, and that the target does not have yet. */
    uint64_t undelivered;
    struct loss loss;
    int64_t moved_at;
    /* The number of bytes in `buffer`. They start at `buffered_from`. */
    size_t buffered, buffered_from;
    char *buffer;
};

/* ---- stream.c: what output.c and forward.c both need ---- */

/* Closes the app's pipe, which discards its bytes, and the agent's copy. */
void close_stream(struct stream *stream);
/* The number of bytes that wait in a pipe, or -1 where it is unknown. */
ssize_t waiting_in(int pipe);

/* ---- target.c: what the launcher was given to write to ---- */

/* Sets how bytes get to the target of the stream. */
void find_way(struct stream *stream);
/* Whether stdout and stderr lead to the same pipe, socket or device, or to the same file at one offset. Then their order can be kept. */
bool have_same_target(void);
/* Whether output for this descriptor can go through our pipe: it is inherited, open for writing, and neither a terminal nor a datagram socket. */
bool is_forwardable(int number);
/* Gives our pipe the target's owner and permissions, so an app without privileges can open /dev/stdout wherever it could without us. */
void share_access(int number, int pipe);

/* ---- copy.c: the agent's copy ---- */

/* Makes the pipe of a new copy. Returns the end to read from, or -1. */
int make_copy(struct stream *stream);
void grow_copy(struct stream *stream);
void close_copy(struct stream *stream);
/* Gives the agent these bytes. Those that its pipe does not take are dropped and counted. */
void give_copy(struct stream *stream, const char *bytes, size_t count);
/* Gives the agent what waits in `from`, without consuming it; see tee(2). Returns how many bytes the target is behind, 0 where tee(2) is refused. */
size_t look_ahead(struct stream *stream, size_t waiting);

/* ---- forward.c: moves bytes to the target ---- */

/* Forwards some of the `waiting` bytes. Returns false when no more can be done now. EPIPE closes the stream. Other errors lose the bytes. */
bool forward_bytes(struct stream *stream, size_t waiting);
/* After the app's end, once: grows a target that is a full pipe. Then what is undelivered fits in, and a later reader gets it. */
void make_room(struct stream *stream);

#endif
