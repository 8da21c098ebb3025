/*
 * One of the app's output streams, as output.c, forward.c, copy.c and target.c share it: bytes come from the app's pipe, are forwarded to the
 * target that the launcher was given, and copied to the agent. Where stdout and stderr have one target they are one stream.
 */
#ifndef STREAM_H
#define STREAM_H

#include "calls.h"

/* How bytes get to the target: SPLICE moves pages and never blocks on a pipe; SEND and WRITE copy, for what cannot be spliced. */
enum way { SPLICE, SEND, WRITE };

/* What is buffered between a read and a write that the target did not take whole, in bytes. */
enum { BUFFER_BYTES = 65536 };

struct stream {
    /* Descriptors; `from` and `copy` are -1 when closed. */
    int from, to, copy;
    enum way way;
    /* The most that one write may have: after POLLOUT a file takes any number without blocking, all else is sure to take PIPE_BUF only. */
    size_t most;
    bool is_blocked, has_grown, has_gap, has_room;
    /* Nobody could tell how much was undelivered when the app ended. */
    bool is_uncounted;
    /* Bytes at the head of `from` that the agent has had already (or missed), and the target has not. */
    size_t ahead;
    /* Bytes that the agent missed and that were not reported to it. */
    uint64_t dropped;
    /* Bytes that the app wrote before it ended and that the target has not got. */
    uint64_t undelivered;
    struct loss loss;
    int64_t moved_at;
    /* Bytes in `buffer`, from `buffered_from` on. */
    size_t buffered, buffered_from;
    char *buffer;
};

/* ---- stream.c: what output.c and forward.c both need ---- */

/* Closes the app's pipe, whose bytes are discarded, and the agent's copy. */
void close_stream(struct stream *stream);
/* Bytes that wait in a pipe; -1 where nobody can tell. */
ssize_t waiting_in(int pipe);

/* ---- target.c: what the launcher was given to write to ---- */

/* Sets how bytes get to the target of the stream. */
void find_way(struct stream *stream);
/* Whether stdout and stderr lead to the same place, so that their order can be kept: one pipe, socket or device, or one file at one offset. */
bool have_same_target(void);
/* Whether output can go through a pipe of ours to this number: open for writing, no terminal, no socket of datagrams, and for the app. */
bool is_forwardable(int number);
/* Has whoever may open the target again, by the name /dev/stdout, be let into our pipe as well: an app that has given up its privileges. */
void share_access(int number, int pipe);

/* ---- copy.c: the agent's copy ---- */

/* Makes the pipe of a new copy; gives the end to read from, or -1. */
int make_copy(struct stream *stream);
void grow_copy(struct stream *stream);
void close_copy(struct stream *stream);
/* Gives the agent bytes that were read; what its pipe does not take is dropped and counted. */
void give_copy(struct stream *stream, const char *bytes, size_t count);
/* Lets the agent see what waits in `from`, without taking it; gives how many bytes are now ahead of the target, none where that is refused. See tee(2). */
size_t look_ahead(struct stream *stream, size_t waiting);

/* ---- forward.c: the way to the target ---- */

/* Forwards some of the `waiting` bytes; false when no more can be done now. EPIPE closes the stream; other errors of the target lose the bytes. */
bool forward_bytes(struct stream *stream, size_t waiting);
/* Once, when the app has ended: grows a target that is a full pipe. What is undelivered fits in, and is there for whoever reads it later. */
void make_room(struct stream *stream);

#endif
