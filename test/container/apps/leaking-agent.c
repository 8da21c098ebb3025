/* Stands in for the agent: the first one leaks until the kernel takes it, those after it are the real one. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIB "/sidewatch/lib/"

int main(int argc, char **argv)
{
    char *real[64] = {LIB "sidewatch-agent", "--library-path", LIB, LIB "real-agent"};

    if (open("/tmp/leaked", O_CREAT | O_EXCL, 0600) < 0 && errno == EEXIST) {
        for (int i = 1; i < argc && i < 59; i++)
            real[i + 3] = argv[i];
        execv(real[0], real);
        return 127;
    }
    for (;;) {
        char *leaked = malloc(1 << 20);
        if (leaked)
            memset(leaked, 1, 1 << 20);
    }
}
