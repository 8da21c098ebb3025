/* race RUNS COMMAND... -vs- COMMAND... runs the two in turn. For each pair it prints the microseconds from exec until the app writes to descriptor 9.
   Output goes to this program's stdout. The next run starts after the last one has exited. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static double microseconds(char **command)
{
    int word[2];
    int64_t said = 0;
    if (pipe2(word, O_CLOEXEC) < 0) exit(1);
    const int64_t begun = now();
    const pid_t pid = vfork();
    if (pid == 0) {
        dup2(word[1], 9);
        execvp(command[0], command);
        _exit(127);
    }
    close(word[1]);
    if (read(word[0], &said, sizeof said) != sizeof said) exit(2);
    close(word[0]);
    waitpid(pid, NULL, 0);
    return (double)(said - begun) / 1000.0;
}

int main(int argc, char **argv)
{
    char **other = argv + 2;
    while (other < argv + argc && strcmp(*other, "-vs-") != 0) other++;
    if (other >= argv + argc) return 64;
    *other++ = NULL;
    for (int runs = atoi(argv[1]); runs > 0; runs--) {
        const double a = microseconds(argv + 2);
        const double b = microseconds(other);
        fprintf(stderr, "race %.1f %.1f\n", a, b);
    }
    return 0;
}
