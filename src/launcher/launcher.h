/*
 * sidewatch's launcher starts the app, then the agent next to it, and does the work of a container's first process.
 * It owns processes and bytes and knows nothing about health. The agent does, and can die at any time. Nothing here waits for the agent.
 *
 * Its files use each other in one direction only (test/launcher-layers.test.ts). The main files, each before those that it uses:
 * main.c, signals.c, children.c, agent.c, events.c, output.c, forward.c, stream.c, copy.c, calls.c.
 */
#ifndef LAUNCHER_H
#define LAUNCHER_H

#include "text.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { EXIT_WRONG_USAGE = 64, EXIT_NOT_EXECUTABLE = 126, EXIT_NOT_FOUND = 127 };

/* ---- usage.c: the arguments of `sidewatch run` ---- */

/* How the launcher judges its arguments. The agent accepts everything that is SURE (test/launcher/judgement.test.ts). */
enum verdict {
    AGENTS,  /* for the agent: another command, help, no COMMAND, an unknown flag */
    SUSPECT, /* almost certainly wrong: the agent must judge the flags before the app starts */
    SURE,    /* correct usage */
};

/* Moves `run` in front of the flags before it. The agent accepts flags there too. */
void put_run_first(int argc, char *argv[]);

/* Judges argv without reading the files that it names. Sets `command` to the index of COMMAND, which means nothing where the verdict is AGENTS. */
enum verdict judge(int argc, char *const argv[], char *const envp[], int *command);

/* The text of a setting: from the last such flag before COMMAND, or else from the variable. NULL when neither is set. */
const char *setting(char *const argv[], int command, char *const envp[], const char *name);

/* Converts seconds to milliseconds, at most those of 999999 s. -1 for what is not a number. */
int64_t milliseconds_of(const char *text);

/* ---- self-path.c: where this program and its agent are installed, and how the agent is executed ---- */

/* Finds lib/agent and its loader, which are installed next to this program. */
void find_agent_files(void);

/* How many pointers the two lists below need in addition to ours, including the NULL at the end. */
enum { AGENT_ARGUMENTS = 6, AGENT_VARIABLES = 4 };

/* Fills in the arguments that execute the agent with our first `argc`. `args` has room for argc + AGENT_ARGUMENTS pointers. */
void agent_arguments(char *args[], int argc, char *const argv[]);

/* Fills in the agent's environment: ours without the settings for the app's loader and libc. Adds memory settings for the agent's own libc, unless
   `command` ("" for none) is `analyze`, then `mark` (SIDEWATCH_LAUNCHER=…) and `directory` where they are not NULL. `variables` has room for all of
   envp and AGENT_VARIABLES more. */
void agent_environment(char *variables[], char *const envp[], const char *command, char *mark, char *directory);

/* The file to execute: the loader, or the agent. */
const char *agent_program(void);

/* ---- directory.c: what the launcher inherited and only the app needs ---- */

/* Moves to / once the app has started, so the file system of the working directory can be unmounted. Returns SIDEWATCH_LAUNCHER_DIRECTORY=…,
   from which the agent resolves relative paths, or NULL when the launcher had to stay. */
char *leave_directory(void);

/* Closes inherited files, and stdin unless it is a terminal. */
void close_inherited_files(void);
/* Closes the inherited descriptors above this number. */
void close_inherited_above(int above);

/* ---- signals.c ---- */

/* What the launcher inherited and gives back to the app: the blocked signals, and whether SIGCHLD was ignored. */
struct inherited_signals {
    sigset_t mask;
    bool ignores_children;
};

/* Blocks all signals, so they wait until the loop reads them. Process 1 gets them this way even though it has no handlers. Returns what
   signalfd(2) returns: a descriptor, or -1 with errno. Fills in `inherited`. */
int catch_signals(struct inherited_signals *inherited);

/* Reads the signals that arrived, and forwards those that are for the app. */
void read_signals(int signals);

/* ---- children.c ---- */

/* Lists our children except the app and the agent: orphans that the kernel gave to us. Returns their count, `most` at most. 0 without /proc. */
int orphans(pid_t pids[], int most);

/* Reaps all children that have exited; see waitpid(2). */
void reap(int64_t now);

/* ---- app-process.c: the app ---- */

/* What the launcher knows about the app and tells each new agent. Times: *_ms since 1970, *_at on the monotonic clock. */
struct app {
    /* COMMAND and its arguments, with NULL at the end. */
    char *const *command;
    pid_t pid;
    int error;
    /* Under --on-daemonize adopt the command can have exited while the app still runs. */
    bool has_started, has_main_ended, has_ended, has_terminal;
    /* A stop signal arrived after the app's end: wait for nothing. */
    bool stops_waiting;
    int status;
    int64_t started_ms, adopted_ms, ended_ms, ended_at;
    int stop_signal;
    int64_t stopped_ms;
    pid_t adopted;
    int last_status;
};
extern struct app app;

/* Starts the app in its own process group, with `out` and `err` as its output (-1: ours), and with the terminal if we have it.
   argv[-1] must exist. Returns the pid, or -1 with the errno that execvp(3) would set. */
pid_t start_app(char **argv, char *const envp[], const struct inherited_signals *signals, int out, int err);

/* Replaces this process with the app. If it returns, it returns the errno that execvp(3) would set. */
int exec_app(char **argv, char *const envp[], const struct inherited_signals *signals);

/* Whether stdin is a terminal whose foreground process group is ours. */
bool has_terminal(void);

/* ---- agent-process.c ---- */

/* The agent's end of each pipe, -1 where there is none. */
struct agent_ends {
    int events;
    int copies[2];
    int commands;
};

/* Forks the agent. Returns its pid, or -1 with errno. If the program cannot be executed, the child reports that on `commands`. */
pid_t start_agent(char *const argv[], char *const envp[], const sigset_t *mask, const struct agent_ends *ends);

/* Lets the agent judge the flags, for 20 s at most. Returns 64 when they are wrong, and 0 when they are right or the agent gives no verdict. */
int ask_agent(char *const argv[], char *const envp[], const sigset_t *mask);

/* ---- output.c: the app's output ---- */

enum { POLLS_PER_STREAM = 2 };

/* Opens a pipe(7) for the app's stdout and one for its stderr. If both have the same target, they share one pipe, which keeps their order.
   Returns the app's ends, -1 where the app inherits ours (a terminal, or no pipe could be made). */
void open_streams(int ends[2]);
/* Called once the app runs, so it does not delay the start. */
void make_streams_nonblocking(void);
/* Whether stdout and stderr are one stream, which is then number 1. A stream's name is stdout, stderr, or output for both in one. */
bool is_one_stream(void);
const char *stream_name(int number);
/* Makes a new copy for an agent. Returns the end to read from, or -1. */
int open_copy(int number);
void close_copies(void);
/* The descriptors to wait for, and what to do when poll(2) returns. */
void watch_stream(int number, struct pollfd polls[POLLS_PER_STREAM]);
void serve_stream(int number, const struct pollfd polls[POLLS_PER_STREAM]);
/* The app has exited. Bytes that it wrote and that the target does not have now count as undelivered. */
void note_app_end(void);
/* Whether all that the app itself wrote is delivered, and no process has written since, or none for a while. */
bool is_drained(int64_t now, int64_t ended_at);
/* Stops waiting: what is undelivered is lost. */
void give_up_output(void);
/* Bytes of a stream that the agent missed, and that were not reported to it yet. */
uint64_t dropped_bytes(int number);
void forget_dropped(int number);

/* What the target refused since the app's start. `error` is 0 once it accepts output again, and UNREAD when output was not read in time. */
enum { UNREAD = -1 };
struct loss {
    uint64_t bytes;
    int error;
    /* Not reported to the agent yet. */
    bool is_unreported;
};
struct loss *loss_of(int number);

/* ---- agent.c: starts and restarts the agent ---- */

/* Sets what every agent is executed with. `envp` holds agent_mark(). */
void agent_init(char *const argv[], char *const envp[], const sigset_t *mask);
/* SIDEWATCH_LAUNCHER=…: the agent's descriptors, then the line that the previous agent had us keep. The agent needs it before the first event. */
char *agent_mark(void);
/* Starts an agent if none runs and its time has come. */
void start_agent_when_due(int64_t now);
/* Whether `pid` was the agent. If so, records its end. */
bool agent_ended(pid_t pid, int status, int64_t now);
/* The app has ended: starts an agent one last time if none runs. After that no agent is started. */
void finish_agent(int64_t now);
/* Whether the last agent has exited. */
bool is_agent_done(void);
void kill_agent(void);
pid_t agent_pid(void);
/* When start_agent_when_due has to be called next. INT64_MAX: never. */
int64_t agent_wakes_at(void);

/* ---- events.c: what is sent to the agent ---- */

enum { EVENT_COMMAND = 1, EVENT_AGAIN = 2, EVENT_START = 4, EVENT_STOP = 8, EVENT_ADOPTED = 16, EVENT_END = 32, EVENT_ALL = 63 };

/* Takes the launcher's end of the `number`th agent's pipe. `previous_status` is the previous agent's exit status. */
void open_events(int events, int number, int previous_status);
void close_events(void);
/* Sends these parts of the state (EVENT_…) as soon as the pipe takes them, even if they were sent before. */
void send_event(int what);
/* Events that happen once. They are dropped and counted when the pipe is full. */
void send_signal_event(int number);
void send_reaped_event(pid_t pid, int status);
/* Writes what is due. */
void flush_events(int64_t now);
bool is_event_due(void);
int events_descriptor(void);

/* ---- commands.c: what the agent asks for ---- */

/* Settings that the agent can correct, because only the agent reads the config file. */
extern int64_t exit_grace_ms;
extern bool adopts;

/* Takes the launcher's end of a new agent's pipe. */
void open_commands(int commands);
void close_commands(void);
int commands_descriptor(void);
void read_commands(void);
/* Reads what an agent that has exited wrote before. */
void read_last_commands(void);
/* Whether the agent has reported that it is up. The name of the errno with which it could not be executed, or NULL. */
bool is_agent_ready(void);
const char *agent_failure(void);
/* The line that an agent asked us to keep for the next one, or an empty text. */
enum { KEPT_LINE_SIZE = 1024 };
const char *kept_line(void);

#endif
