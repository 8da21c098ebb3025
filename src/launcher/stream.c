#include "stream.h"

#include <sys/ioctl.h>

void close_stream(struct stream *stream)
{
    if (stream->from >= 0) close_descriptor(stream->from);
    stream->from = -1;
    stream->ahead = stream->buffered = 0;
    stream->undelivered = 0;
    stream->is_blocked = false;
    close_copy(stream);
}

ssize_t waiting_in(int pipe)
{
    int count = 0;
    return ioctl(pipe, FIONREAD, &count) < 0 ? -1 : count;
}
