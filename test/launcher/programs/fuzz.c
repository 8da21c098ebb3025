/* Arguments and environment from any bytes: nothing may be read or written that is not theirs. With MAIN, RUNS random inputs; else for libFuzzer. */
#include "../../../src/launcher/characters.c"
#include "../../../src/launcher/url.c"
#include "../../../src/launcher/usage.c"
#include "../../../src/launcher/values.c"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 1), *args[130], *variables[3];
    static char sidewatch[] = "sidewatch", run[] = "run";
    int count = 2, command = 0;
    if (!bytes) return 0;
    for (size_t i = 0; i < size; i++) bytes[i] = (char)data[i];
    bytes[size] = '\0';
    args[0] = sidewatch;
    args[1] = run;
    for (size_t at = 0; at < size && count < 128; at += strlen(bytes + at) + 1) args[count++] = bytes + at;
    args[count] = NULL;
    variables[0] = args[count - 1];
    variables[1] = args[count / 2];
    variables[2] = NULL;
    put_run_first(count - 1, args + 1);
    const enum verdict verdict = judge(count, args, variables, &command);
    if (verdict != AGENTS && (command < 3 || command >= count)) abort();
    if (verdict == AGENTS) command = count;
    const char *grace = setting(args, command, variables, "exit-grace");
    if (grace && milliseconds_of(grace) > 1000000000) abort();
    free(bytes);
    return 0;
}

#ifdef MAIN
#include <stdio.h>

/* Words that lead deep into the parser, with bytes of chance between and in them. */
static const char *const words[] = {
    "--interval", "--interval=5", "--", "--endpoint", "http:80", "--label", "a=b", "--token-file=/etc/hostname", "--expose", "80,443/tcp",
    "--listen=0.0.0.0:9393", "--controller", "https://a.b:1/c", "--strict", "--exit-grace=3.125", "SIDEWATCH_EXIT_GRACE=9", "true", "--profile=aptible",
};

int main(int argc, char **argv)
{
    uint8_t bytes[512];
    uint64_t state = 88172645463325252ULL;
    for (int runs = argc > 1 ? atoi(argv[1]) : 0; runs > 0; runs--) {
        size_t size = 0;
        while (size < 400) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            const char *word = words[state % (sizeof words / sizeof *words)];
            const size_t length = strlen(word) + 1;
            for (size_t i = 0; i < length; i++) bytes[size + i] = (uint8_t)word[i];
            if (state >> 60 < 6) bytes[size + (state >> 20) % length] = (uint8_t)(state >> 40);
            size += length;
            if (state >> 56 < 16) break;
        }
        LLVMFuzzerTestOneInput(bytes, size);
    }
    return 0;
}
#endif
