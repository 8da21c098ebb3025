/* hear: waits for signals and prints the number of each, until SIGRTMAX comes. */
#include <signal.h>
#include <stdio.h>

int main(void)
{
    sigset_t all;
    int number = 0;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    puts("listening");
    fflush(stdout);
    while (number != SIGRTMAX) {
        if (sigwait(&all, &number) != 0) continue;
        printf("%d\n", number);
        fflush(stdout);
    }
    return 0;
}
