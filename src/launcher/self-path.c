#include "launcher.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

/* The agent's dynamic loader. The kernel names a process after the file that it executes, so this file has the agent's name. The loader preloads
   libkeepname.so, which keeps Node from renaming the process. */
#define LOADER "sidewatch-agent"

static char libraries[PATH_MAX], agent[PATH_MAX], loader[PATH_MAX];
static bool has_loader;

static void join(char to[PATH_MAX], const char *name)
{
    const size_t length = strlen(libraries);
    memcpy(to, libraries, length);
    to[length] = '/';
    strcpy(to + length + 1, name);
}

void find_agent_files(void)
{
    static char self[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    /* Without /proc, AT_EXECFN still points to the name under which the kernel executed us. */
    const char *given = (const char *)getauxval(AT_EXECFN);
    if (length <= 0 && (!given || !realpath(given, self))) strcpy(self, "./sidewatch");
    char *slash = strrchr(self, '/');
    if (slash) *slash = '\0';
    const size_t directory = strlen(self);
    if (directory + sizeof "/lib/" LOADER > sizeof libraries) return;
    memcpy(libraries, self, directory);
    strcpy(libraries + directory, "/lib");
    join(agent, "agent");
    join(loader, LOADER);
    has_loader = access(loader, X_OK) == 0;
}

const char *agent_program(void)
{
    return has_loader ? loader : agent;
}

void agent_arguments(char *args[], int argc, char *const argv[])
{
    static char preload[] = "--preload", keep_name[] = "libkeepname.so", library_path[] = "--library-path";
    if (has_loader) {
        *args++ = loader;
        *args++ = preload;
        *args++ = keep_name;
        *args++ = library_path;
        *args++ = libraries;
    }
    *args++ = agent;
    for (int i = 1; i < argc; i++) *args++ = argv[i];
    *args = NULL;
}

/* Variables for the app's loader or its Node can break the agent, and an old SIDEWATCH_LAUNCHER would mislead it. */
static bool is_for_agent(const char *entry)
{
    static const char *const others[] = {"LD_", "GLIBC_TUNABLES=", "MALLOC_", "NODE_OPTIONS=", "NODE_V8_COVERAGE=", "NODE_CHANNEL_", "SIDEWATCH_LAUNCHER"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strncmp(entry, others[i], strlen(others[i])) == 0) return false;
    return true;
}

/* Sizes in bytes. A larger allocation gets its own pages, which go back to the kernel as soon as it is freed. In glibc's heap, freed memory between
   smaller pieces stays with the agent: 6 MiB after 1,500 callers (docs/decisions.md). Most of Node's buffers are larger. `analyze` goes without these
   settings, because it reads without a pause and then exits, and the pages would cost it a tenth of its time. */
static char memory[] = "GLIBC_TUNABLES=glibc.malloc.mmap_threshold=16384:glibc.malloc.trim_threshold=65536";

void agent_environment(char *variables[], char *const envp[], const char *command, char *mark, char *directory)
{
    for (; *envp; envp++)
        if (is_for_agent(*envp)) *variables++ = *envp;
    if (strcmp(command, "analyze") != 0) *variables++ = memory;
    if (mark) *variables++ = mark;
    if (directory) *variables++ = directory;
    *variables = NULL;
}
