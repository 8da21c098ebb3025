/* word [BYTES] writes this many bytes to stdout, then the time to descriptor 9. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char bytes[65536];
    struct timespec time;
    for (int64_t left = argc > 1 ? atoll(argv[1]) : 0; left > 0;) {
        const ssize_t written = write(1, bytes, left < (int64_t)sizeof bytes ? (size_t)left : sizeof bytes);
        if (written < 0) return 1;
        left -= written;
    }
    clock_gettime(CLOCK_MONOTONIC, &time);
    const int64_t now = time.tv_sec * 1000000000LL + time.tv_nsec;
    return write(9, &now, sizeof now) == sizeof now ? 0 : 1;
}
