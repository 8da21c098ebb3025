#include "launcher.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

char *leave_directory(void)
{
    static const char name[] = "SIDEWATCH_LAUNCHER_DIRECTORY=";
    /* It has no initial value, so it takes no room in the program file. */
    static char variable[sizeof name + PATH_MAX];
    char *path = strcpy(variable, name) + sizeof name - 1;
    if (agent_program()[0] != '/') return NULL;
    if (!getcwd(path, PATH_MAX)) {
        /* /proc names a removed directory with this suffix. Nothing exists under that name, just as nothing exists in the directory. */
        static const char removed[] = " (deleted)";
        const ssize_t length = readlink("/proc/self/cwd", path, PATH_MAX - 1);
        if (length < (ssize_t)sizeof removed) return NULL;
        path[length] = '\0';
        if (strcmp(path + length - (sizeof removed - 1), removed) != 0) return NULL;
    }
    return chdir("/") == 0 ? variable : NULL;
}

/* As linux_dirent64 of getdents64(2). */
struct entry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

/* Our own descriptors are close-on-exec. Inherited ones are not. */
static void close_if_inherited(int number)
{
    const int flags = fcntl(number, F_GETFD);
    if (flags >= 0 && !(flags & FD_CLOEXEC)) close(number);
}

void close_inherited_above(int above)
{
    _Alignas(struct entry) char bytes[2048];
    const int directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    long length;
    while (directory >= 0 && (length = syscall(SYS_getdents64, directory, bytes, sizeof bytes)) > 0) {
        for (long at = 0; at < length;) {
            const struct entry *entry = (const struct entry *)(const void *)(bytes + at);
            if (atoi(entry->name) > above) close_if_inherited(atoi(entry->name));
            at += entry->length;
        }
    }
    if (directory >= 0) close(directory);
}

void close_inherited_files(void)
{
    close_inherited_above(2);
    /* We need the terminal to pass it to the app and back. */
    if (isatty(0)) return;
    const int nothing = eventfd(0, EFD_CLOEXEC);
    if (nothing < 0) return;
    dup3(nothing, 0, O_CLOEXEC);
    if (nothing != 0) close(nothing);
}
