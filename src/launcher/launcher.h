/*
 * sidewatch's launcher: starts the app, then the agent beside it, and does what the first process of a container has to do.
 * It owns processes and bytes and knows nothing of health; the agent knows, and may die at any time. Nothing here waits for the agent.
 *
 * Its files use each other in one direction only (test/launcher-layers.test.ts). The main line, each file above those that it uses:
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

/* What the launcher makes of its arguments: what it takes for right is what the agent takes (test/launcher/usage.test.ts). */
enum verdict {
    AGENTS,  /* not ours: another command, help, no COMMAND, a flag that does not exist */
    SUSPECT, /* almost surely wrong: the agent has to judge the flags before the app starts */
    SURE,    /* right usage */
};

/* Moves `run` before the flags that stand in front of it, where the agent takes them as well. */
void put_run_first(int argc, char *argv[]);

/* Judges argv, without a look into the files that it names; `command` becomes the index of COMMAND unless the verdict is AGENTS. */
enum verdict judge(int argc, char *const argv[], char *const envp[], int *command);

/* The text of a setting: the last flag before COMMAND, else the variable, else NULL. */
const char *setting(char *const argv[], int command, char *const envp[], const char *name);

/* A number of seconds as milliseconds, those from 999999 s on as that; -1 for anything else. */
int64_t milliseconds_of(const char *text);

/* ---- self-path.c: where this program and its agent are installed, and how the agent is executed ---- */

/* Finds lib/agent and the loader beside this program. */
void find_agent_files(void);

/* The most that the two lists below need beyond ours, in pointers, the NULL at the end among them. */
enum { AGENT_ARGUMENTS = 4, AGENT_VARIABLES = 4 };

/* Fills in what executes the agent with our arguments; `args` has room for argc + AGENT_ARGUMENTS pointers. */
void agent_arguments(char *args[], int argc, char *const argv[]);

/* Fills in the agent's environment: ours without what is meant for the app's loader and libc, the settings of the agent's own libc where `command`
   ("" for none) watches something, and what is not NULL of `mark` (SIDEWATCH_LAUNCHER=…) and `directory`. `variables` has room for all of envp and
   AGENT_VARIABLES more. */
void agent_environment(char *variables[], char *const envp[], const char *command, char *mark, char *directory);

/* The file to execute: the loader, or the agent. */
const char *agent_program(void);

/* ---- directory.c: what the launcher inherited and only the app needs ---- */

/* Moves to / once the app has started, so that the file system of the working directory can be unmounted. Gives SIDEWATCH_LAUNCHER_DIRECTORY=…, from
   which the agent resolves relative paths; NULL when the launcher had to stay. */
char *leave_directory(void);

/* Closes inherited files, and stdin unless it is a terminal. */
void close_inherited_files(void);
/* Closes what was inherited above this number. */
void close_inherited_above(int above);

/* ---- signals.c ---- */

/* What the launcher inherited and the app gets back: the blocked signals, and whether SIGCHLD was ignored. */
struct inherited_signals {
    sigset_t mask;
    bool ignores_children;
};

/* Has all signals wait until the loop reads them, also those that process 1 would not get, for want of a handler. Gives what signalfd(2) gives:
   a descriptor, or -1 with errno. Fills in `inherited`. */
int catch_signals(struct inherited_signals *inherited);

/* Takes the signals that came, and forwards those that are for the app. */
void read_signals(int signals);

/* ---- children.c ---- */

/* The children of ours but the app and the agent: orphans that fell to us. Gives their count, `most` at most; 0 where there is no /proc. */
int orphans(pid_t pids[], int most);

/* Takes the ends of all children that have ended; see waitpid(2). */
void reap(int64_t now);

/* ---- app-process.c: the app ---- */

/* What the launcher knows of the app, from which each new agent is informed. Times: *_ms since 1970, *_at on the monotonic clock. */
struct app {
    /* COMMAND and its arguments, with NULL at the end. */
    char *const *command;
    pid_t pid;
    int error;
    /* Under --on-daemonize adopt the command may have ended, and the app has not. */
    bool has_started, has_main_ended, has_ended, has_terminal;
    /* A stop signal came after the end: nothing is waited for. */
    bool stops_waiting;
    int status;
    int64_t started_ms, adopted_ms, ended_ms, ended_at;
    int stop_signal;
    int64_t stopped_ms;
    pid_t adopted;
    int last_status;
};
extern struct app app;

/* Starts the app in a process group of its own, with `out` and `err` as its output (-1: ours), and the terminal if we have it.
   argv[-1] must be there. Gives its pid, or -1 with errno as execvp(3) would have set it. */
pid_t start_app(char **argv, char *const envp[], const struct inherited_signals *signals, int out, int err);

/* Executes the app in our place. Gives an errno as execvp(3) would have set it, if it returns. */
int exec_app(char **argv, char *const envp[], const struct inherited_signals *signals);

/* Whether the terminal on stdin, if there is one, is our process group's. */
bool has_terminal(void);

/* ---- agent-process.c ---- */

/* What the agent is given: its end of each pipe, -1 where there is none. */
struct agent_ends {
    int events;
    int copies[2];
    int commands;
};

/* Forks the agent. Gives its pid, or -1 with errno. A program that cannot be executed says so on `commands`. */
pid_t start_agent(char *const argv[], char *const envp[], const sigset_t *mask, const struct agent_ends *ends);

/* Has the agent judge the flags, for 20 s at most. Gives 64 when they are wrong; 0 when they are right, or it cannot tell. */
int ask_agent(char *const argv[], char *const envp[], const sigset_t *mask);

/* ---- output.c: the app's output ---- */

enum { POLLS_PER_STREAM = 2 };

/* Opens a pipe(7) for the app's stdout and one for its stderr, or one for both where they have the same target, so that their order is kept.
   Gives the app's ends, -1 where the app inherits ours (a terminal, or no room for a pipe). */
void open_streams(int ends[2]);
/* Once the app runs: it need not delay the start. */
void make_streams_nonblocking(void);
/* Whether stdout and stderr are one stream, the first; and the name of a stream: stdout, stderr, or output for both in one. */
bool is_one_stream(void);
const char *stream_name(int number);
/* Makes a new copy for an agent; gives the end to read from, or -1. */
int open_copy(int number);
void close_copies(void);
/* The descriptors to wait for, and what to do when poll(2) has answered. */
void watch_stream(int number, struct pollfd polls[POLLS_PER_STREAM]);
void serve_stream(int number, const struct pollfd polls[POLLS_PER_STREAM]);
/* The app has ended: from now on what it wrote and the target has not got is counted as undelivered. */
void note_app_end(void);
/* Whether all that the app itself wrote is delivered, and nobody writes any more, or not for a while. */
bool is_drained(int64_t now, int64_t ended_at);
/* Waits no longer: what is undelivered is lost. */
void give_up_output(void);
/* Bytes that the agent missed on a stream and that were not reported to it. */
uint64_t dropped_bytes(int number);
void forget_dropped(int number);

/* What the target refused, since the app's start; `error` is 0 when it takes output again, or UNREAD when nobody took it in time. */
enum { UNREAD = -1 };
struct loss {
    uint64_t bytes;
    int error;
    /* Not reported to the agent yet. */
    bool is_unreported;
};
struct loss *loss_of(int number);

/* ---- agent.c: the agent's life ---- */

/* What the agent is executed with, now and again; `envp` holds agent_mark(). */
void agent_init(char *const argv[], char *const envp[], const sigset_t *mask);
/* SIDEWATCH_LAUNCHER=…, which names the agent's descriptors, and then what the agent before had us keep: it counts before the first event is read. */
char *agent_mark(void);
/* Starts an agent when it is time to. */
void start_agent_when_due(int64_t now);
/* Whether pid was the agent's: then its end is noted. */
bool agent_ended(pid_t pid, int status, int64_t now);
/* The app has ended: an agent that is not there is given one more start, and then it is over. */
void finish_agent(int64_t now);
/* Whether nobody is left to wait for. */
bool is_agent_done(void);
void kill_agent(void);
pid_t agent_pid(void);
/* When start_agent_when_due has something to do next; INT64_MAX: never. */
int64_t agent_wakes_at(void);

/* ---- events.c: what is sent to the agent ---- */

enum { EVENT_COMMAND = 1, EVENT_AGAIN = 2, EVENT_START = 4, EVENT_STOP = 8, EVENT_ADOPTED = 16, EVENT_END = 32, EVENT_ALL = 63 };

/* Takes the launcher's end of a new agent's pipe: the `number`th agent's; the one before ended with `previous_status`. */
void open_events(int events, int number, int previous_status);
void close_events(void);
/* Sends these parts of the state (EVENT_…), also if they were sent before, as soon as the pipe takes them. */
void send_event(int what);
/* Happens once, and is dropped (and counted) when the pipe is full. */
void send_signal_event(int number);
void send_reaped_event(pid_t pid, int status);
/* Writes what is due. */
void flush_events(int64_t now);
bool is_event_due(void);
int events_descriptor(void);

/* ---- commands.c: what the agent asks for ---- */

/* Settings that the agent may correct: it alone reads the config file. */
extern int64_t exit_grace_ms;
extern bool adopts;

/* Takes the launcher's end of a new agent's pipe. */
void open_commands(int commands);
void close_commands(void);
int commands_descriptor(void);
void read_commands(void);
/* What an agent that has ended said before. */
void read_last_commands(void);
/* The agent has said that it is up; it could not be executed (errno's name), or NULL. */
bool is_agent_ready(void);
const char *agent_failure(void);
/* The line that an agent asked to have kept for its successor; empty when it did not. */
enum { KEPT_LINE_SIZE = 1024 };
const char *kept_line(void);

#endif
