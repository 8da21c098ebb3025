#include "calls.h"

#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

int catch_signals(struct inherited_signals *inherited)
{
    sigset_t all;
    /* Not sigfillset(3): musl's leaves out 32 to 34, and 34 is SIGRTMIN in other libcs. */
    memset(&all, 0xff, sizeof all);
    if (sigprocmask(SIG_SETMASK, &all, &inherited->mask) < 0) return -1;
    /* With an inherited, ignored SIGCHLD the kernel would reap the app, and its exit code would be lost. */
    void (*const before)(int) = signal(SIGCHLD, SIG_DFL);
    if (before == SIG_ERR) return -1;
    inherited->ignores_children = before == SIG_IGN;
    return open_signals(&all);
}

static bool is_stop(int number)
{
    return number == SIGTERM || number == SIGINT || number == SIGQUIT;
}

static void resend(pid_t to, const struct signalfd_siginfo *info)
{
    const int number = (int)info->ssi_signo;
    const union sigval value = {.sival_ptr = (void *)(uintptr_t)info->ssi_ptr};
    if (info->ssi_code != SI_QUEUE || (sigqueue(to, number, value) < 0 && is_refused(errno))) send_signal(to, number);
}

static void forward_signal(const struct signalfd_siginfo *info)
{
    pid_t left[64];
    if (app.adopted) {
        /* The command has exited, and its pid may belong to another process now. */
        const int count = orphans(left, sizeof left / sizeof *left);
        for (int i = 0; i < count; i++) resend(left[i], info);
    } else if (app.has_ended || !app.has_started) {
        return;
    } else if (info->ssi_signo == SIGCONT && app.has_terminal) {
        /* `fg` in the shell that started us: pass on the terminal, and continue everything that the terminal stopped. */
        if (has_terminal()) tcsetpgrp(0, app.pid);
        send_signal(-app.pid, SIGCONT);
    } else {
        resend(app.pid, info);
    }
}

static void receive(const struct signalfd_siginfo *info)
{
    const int number = (int)info->ssi_signo;
    /* The kernel sends SIGPIPE or SIGXFSZ when one of our writes fails. */
    const bool is_own = info->ssi_code == SI_USER && info->ssi_pid == (uint32_t)own_pid();
    if (number == SIGCHLD || is_own) return;
    forward_signal(info);
    if (is_stop(number) && app.stop_signal == 0) {
        app.stop_signal = number;
        app.stopped_ms = unix_ms();
        send_event(EVENT_STOP);
    } else {
        send_signal_event(number);
    }
    /* After the app's end, a stop signal cancels the last report and the rest of the output. */
    if ((is_stop(number) || number == SIGHUP) && app.has_ended) app.stops_waiting = true;
}

void read_signals(int signals)
{
    struct signalfd_siginfo infos[16];
    /* Only once: signals that are left wake poll(2) again, and a second read could block. */
    const ssize_t length = read_bytes(signals, infos, sizeof infos);
    for (size_t i = 0; length > 0 && i < (size_t)length / sizeof *infos; i++) receive(&infos[i]);
}
