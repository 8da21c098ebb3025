#include "launcher.h"

#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

bool ignores_children;

int catch_signals(sigset_t *before)
{
    sigset_t all;
    /* Not sigfillset(3): musl leaves out 32 to 34, and 34 is other libcs' SIGRTMIN. */
    memset(&all, 0xff, sizeof all);
    sigprocmask(SIG_SETMASK, &all, before);
    /* An ignored SIGCHLD, inherited, would have the kernel reap and keep the exit code. */
    ignores_children = signal(SIGCHLD, SIG_DFL) == SIG_IGN;
    return signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool is_stop(int number)
{
    return number == SIGTERM || number == SIGINT || number == SIGQUIT;
}

static void send_on(pid_t to, const struct signalfd_siginfo *info)
{
    const int number = (int)info->ssi_signo;
    const union sigval value = {.sival_ptr = (void *)(uintptr_t)info->ssi_ptr};
    if (info->ssi_code == SI_QUEUE) sigqueue(to, number, value);
    else kill(to, number);
}

static void forward(const struct signalfd_siginfo *info)
{
    pid_t left[64];
    if (app.adopted) {
        /* The command itself is gone, and its number may be another's by now. */
        const int count = orphans(left, sizeof left / sizeof *left);
        for (int i = 0; i < count; i++) send_on(left[i], info);
    } else if (app.has_ended || !app.has_started) {
        return;
    } else if (info->ssi_signo == SIGCONT && app.has_terminal) {
        /* `fg` of the shell that started us: the terminal, and the signal for all that the terminal had stopped. */
        if (has_terminal()) tcsetpgrp(0, app.pid);
        kill(-app.pid, SIGCONT);
    } else {
        send_on(app.pid, info);
    }
}

static void receive(const struct signalfd_siginfo *info)
{
    const int number = (int)info->ssi_signo;
    /* The kernel's word on a write of our own: SIGPIPE, SIGXFSZ. */
    const bool is_own = info->ssi_code == SI_USER && info->ssi_pid == (uint32_t)getpid();
    if (number == SIGCHLD || is_own) return;
    forward(info);
    if (is_stop(number) && app.stop_signal == 0) {
        app.stop_signal = number;
        app.stopped_ms = unix_ms();
        tell(TELL_STOP);
    } else {
        tell_signal(number);
    }
    /* Who asks again wants no last report. */
    if (is_stop(number) && app.has_ended) hurry_agent(monotonic_ms());
}

void read_signals(int signals)
{
    struct signalfd_siginfo infos[16];
    ssize_t length;
    while ((length = read(signals, infos, sizeof infos)) > 0)
        for (size_t i = 0; i < (size_t)length / sizeof *infos; i++) receive(&infos[i]);
}
