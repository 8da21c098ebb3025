/* judge: reads argument lists from stdin, each argument ended by a zero byte and each list by an empty argument, and prints the launcher's verdicts. */
#include "../../../src/launcher/characters.c"
#include "../../../src/launcher/url.c"
#include "../../../src/launcher/usage.c"
#include "../../../src/launcher/values.c"

#include <stdio.h>
#include <unistd.h>

int main(void)
{
    static char bytes[8 << 20];
    static const char *const names[] = {"agents", "suspect", "sure"};
    const size_t length = fread(bytes, 1, sizeof bytes, stdin);
    char *args[256];
    int count = 0;
    for (size_t at = 0; at < length; at += strlen(bytes + at) + 1) {
        int command = 0;
        if (bytes[at] != '\0') {
            args[count++] = bytes + at;
        } else {
            args[count] = NULL;
            put_run_first(count, args);
            puts(names[judge(count, args, environ, &command)]);
            count = 0;
        }
    }
    return 0;
}
