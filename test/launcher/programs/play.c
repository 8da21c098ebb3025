/* play pour: writes lines to stdout and stderr and ends with 7. play wait: says it is ready, and ends with 42 when asked to. play agent: stands for the
   agent: counts what it is given of stdout, adds the count as a line to the file that $COPIED names, and ends; the launcher may start one more for the
   app's end. With as few system calls as can be. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINES = 2000 };

static void put(int to, const char *text, size_t length)
{
    for (size_t done = 0; done < length;) {
        const ssize_t written = write(to, text + done, length - done);
        if (written <= 0) _exit(9);
        done += (size_t)written;
    }
}

static void asked(int number)
{
    (void)number;
    put(1, "asked\n", 6);
    _exit(42);
}

static int pour_lines(void)
{
    char line[128];
    for (int i = 0; i < LINES; i++) {
        const int length = snprintf(line, sizeof line, "line %d of what an app that is watched has to say to the world, byte for byte\n", i);
        put(1, line, (size_t)length);
        if (i % 100 == 0) put(2, line, (size_t)length);
    }
    return 7;
}

static int count_copy(void)
{
    char bytes[4096];
    long count = 0;
    put(6, "ready\n", 6);
    for (ssize_t got; (got = read(4, bytes, sizeof bytes)) > 0;) count += got;
    const int length = snprintf(bytes, sizeof bytes, "%ld\n", count);
    const int file = open(getenv("COPIED") ? getenv("COPIED") : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (file >= 0) put(file, bytes, (size_t)length);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "pour") == 0) return pour_lines();
    if (argc < 2 || strcmp(argv[1], "wait") != 0) return count_copy();
    /* Where no signal can be forwarded nobody else ends this. */
    alarm(30);
    signal(SIGTERM, asked);
    put(1, "ready\n", 6);
    for (;;) pause();
}
