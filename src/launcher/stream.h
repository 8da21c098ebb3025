/*
 * One of the app's two output streams, as output.c, copy.c and pour.c share it: bytes come from the app's pipe, are poured into the
 * target that the launcher was given, and copied to the agent.
 */
#ifndef STREAM_H
#define STREAM_H

#include "launcher.h"

/* How bytes get to the target: SPLICE moves pages and never blocks on a pipe; SEND and WRITE copy, for what cannot be spliced. */
enum way { SPLICE, SEND, WRITE };

/* What is held between a read and a write that the target did not take whole, in bytes. */
enum { HOLD_BYTES = 65536 };

struct stream {
    /* Descriptors; `from` and `copy` are -1 when closed. */
    int from, to, copy;
    enum way way;
    bool is_blocked, has_grown, has_gap;
    /* Bytes at the head of `from` that the agent has had already (or missed), and the target has not. */
    size_t ahead;
    /* Bytes that the agent missed and was not told of. */
    uint64_t dropped;
    /* Bytes that the app wrote before it ended and that the target has not got. */
    uint64_t owed;
    int64_t moved_at;
    /* Bytes in `hold`, from `held_from` on. */
    size_t held, held_from;
    char *hold;
};

/* ---- copy.c: the agent's copy ---- */

/* Makes the pipe of a new copy; gives the end to read from, or -1. */
int make_copy(struct stream *stream);
void grow_copy(struct stream *stream);
void close_copy(struct stream *stream);
/* Gives the agent bytes that were read; what its pipe does not take is dropped and counted. */
void give_copy(struct stream *stream, const char *bytes, size_t count);
/* Lets the agent see what waits in `from`, without taking it; gives how many bytes are now ahead of the target. See tee(2). */
size_t look_ahead(struct stream *stream, size_t waiting);

/* ---- pour.c: the way to the target ---- */

/* The way that the target's kind allows; SPLICE is tried first, and given up when splice(2) says EINVAL. */
enum way way_to(int target);
/* Hands on some of the `waiting` bytes; false when no more can be done now. Errors are the target's: EPIPE closes the stream, others lose the bytes. */
bool pour(struct stream *stream, size_t waiting);

/* ---- output.c ---- */

void close_stream(struct stream *stream);

#endif
