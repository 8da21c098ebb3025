#include "calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int64_t exit_grace_ms = 3000;
bool adopts;

static int commands = -1;
static bool is_ready;
static char failure[24];
/* What an agent asked us to keep for the next one, unchanged. */
static char kept[KEPT_LINE_SIZE];
static char received[KEPT_LINE_SIZE + 8];
static size_t received_length;

void close_commands(void)
{
    if (commands >= 0) close_descriptor(commands);
    commands = -1;
}

void open_commands(int from)
{
    close_commands();
    commands = from;
    is_ready = false;
    failure[0] = '\0';
    received_length = 0;
}

int commands_descriptor(void)
{
    return commands;
}

bool is_agent_ready(void)
{
    return is_ready;
}

const char *agent_failure(void)
{
    return failure[0] ? failure : NULL;
}

const char *kept_line(void)
{
    return kept;
}

static void handle_command(const char *command)
{
    if (strcmp(command, "ready") == 0) {
        is_ready = true;
    } else if (strncmp(command, "grace ", 6) == 0) {
        const size_t digits = strspn(command + 6, "0123456789");
        if (digits > 0 && digits < 9 && command[6 + digits] == '\0') exit_grace_ms = atol(command + 6);
    } else if (strcmp(command, "daemonize adopt") == 0) {
        adopts = true;
    } else if (strcmp(command, "daemonize exit") == 0) {
        adopts = false;
    } else if (strncmp(command, "keep ", 5) == 0 && strlen(command + 5) < sizeof kept) {
        strcpy(kept, command + 5);
    } else if (strncmp(command, "failed E", 8) == 0 && strspn(command + 7, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(command + 7)) {
        strncpy(failure, command + 7, sizeof failure - 1);
    }
}

void read_commands(void)
{
    char bytes[2048];
    const ssize_t count = read_bytes(commands, bytes, sizeof bytes);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
        close_commands();
    }
    for (ssize_t i = 0; i < count; i++) {
        if (bytes[i] == '\n') {
            received[received_length < sizeof received ? received_length : 0] = '\0';
            handle_command(received);
            received_length = 0;
        } else if (received_length < sizeof received) {
            received[received_length++] = bytes[i];
        }
    }
}

void read_last_commands(void)
{
    /* Bounded, because an agent may have filled the pipe. */
    for (int reads = 0; reads < 256 && commands >= 0; reads++) {
        struct pollfd waiting = {.fd = commands, .events = POLLIN};
        if (wait_for(&waiting, 1, 0) <= 0) return;
        read_commands();
    }
}
