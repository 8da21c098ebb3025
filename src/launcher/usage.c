/*
 * Reads the flags of `sidewatch run` as the agent does (src/cli/command-line.ts), from the same table (flags.h), so no app waits for Node to
 * start. It differs from the agent only in these ways, and whatever is SURE here is correct for the agent (judgement.test.ts):
 * - There are three verdicts, not two. For an odd URL, or a kind of value that values.c does not know, the verdict is SUSPECT, and the agent judges.
 * - Files are opened but not read, including the config file. Wrong contents are not wrong usage, and the agent reports them.
 * - An unknown flag leaves the whole line to the agent, which knows help, the version and the error messages.
 */
#include "launcher.h"
#include "values.h"

#include <string.h>

static const struct flag *flag_named(const char *name, size_t length)
{
    for (size_t i = 0; i < FLAG_COUNT; i++)
        if (strlen(FLAGS[i].name) == length && memcmp(FLAGS[i].name, name, length) == 0) return &FLAGS[i];
    return NULL;
}

/* The flag that a token names, `--name` or `--name=value`. */
static const struct flag *flag_of(const char *token)
{
    return strncmp(token, "--", 2) == 0 ? flag_named(token + 2, strcspn(token + 2, "=")) : NULL;
}

static bool is_flag_before(char *const argv[], int at, const struct flag *flag)
{
    for (int i = 2; i < at; i++)
        if (flag_of(argv[i]) == flag) return true;
    return false;
}

/* A token that starts with a dash is a value only if it is a number. */
static bool is_value(const char *token)
{
    static const char digits[] = "0123456789";
    if (token[0] != '-') return true;
    const char *text = token + 1 + strspn(token + 1, digits);
    const bool has_whole = text > token + 1;
    if (*text == '\0') return has_whole;
    return *text == '.' && text[1] != '\0' && text[1 + strspn(text + 1, digits)] == '\0';
}

/* Judges the value of `--name=value` without the quotes that a manifest left around it. Restores the closing quote. */
static bool is_right_behind_equals(const struct flag *flag, char *value)
{
    const size_t length = strlen(value);
    const bool is_quoted = length >= 2 && (value[0] == '"' || value[0] == '\'') && value[length - 1] == value[0];
    if (!is_quoted) return is_right(flag, value);
    value[length - 1] = '\0';
    const bool is_bare_right = is_right(flag, value + 1);
    value[length - 1] = value[0];
    return is_bare_right;
}

/* Judges the flag at argv[*at], and moves `at` to the last token that belongs to it. */
static bool is_right_flag(char *const argv[], int split, int *at, const struct flag *flag)
{
    char *const equals = strchr(argv[*at], '=');
    const char *next = !equals && *at + 1 < split ? argv[*at + 1] : NULL;
    if (flag->shape == SHAPE_SWITCH) {
        if (next && (strcmp(next, "true") == 0 || strcmp(next, "false") == 0)) (*at)++;
        return !equals || is_switch_word(flag, equals + 1);
    }
    const bool is_once = flag->shape == SHAPE_LIST || !is_flag_before(argv, *at, flag);
    if (equals) return is_once && is_right_behind_equals(flag, equals + 1);
    if (!next || !is_value(next)) return false;
    (*at)++;
    return is_once && is_right(flag, next);
}

static const char *variable(char *const envp[], const char *name)
{
    static const char prefix[] = VARIABLE_PREFIX;
    for (; *envp; envp++) {
        if (strncmp(*envp, prefix, sizeof prefix - 1) != 0) continue;
        const char *text = *envp + sizeof prefix - 1;
        const char *at = name;
        for (; *at && *text == (*at == '-' ? '_' : *at - 'a' + 'A'); at++) text++;
        if (*at == '\0' && *text == '=' && text[1] != '\0') return text + 1;
    }
    return NULL;
}

static bool is_given(char *const argv[], int split, char *const envp[], const struct flag *flag)
{
    const char *text = variable(envp, flag->name);
    return is_flag_before(argv, split, flag) || (text && text[strspn(text, " \t\r\n")] != '\0');
}

/* Whether each flag has the flags that it needs, as a certificate needs its key. True with a config file, because only the agent reads that. */
static bool has_needed(char *const argv[], int split, char *const envp[])
{
    if (is_given(argv, split, envp, &FLAGS[CONFIG_FLAG])) return true;
    for (int i = 2; i < split; i++) {
        const struct flag *flag = flag_of(argv[i]);
        for (const char *name = flag ? flag->needs : ""; *name;) {
            const size_t length = strcspn(name, " ");
            const struct flag *needed = flag_named(name, length);
            if (needed && !is_given(argv, split, envp, needed)) return false;
            name += length + (name[length] == ' ');
        }
    }
    return true;
}

void put_run_first(int argc, char *argv[])
{
    int at = 1;
    for (const struct flag *flag; at < argc && (flag = flag_of(argv[at])); at++) {
        const bool has_value = !strchr(argv[at], '=') && flag->shape != SHAPE_SWITCH;
        if (has_value && at + 1 < argc && is_value(argv[at + 1])) at++;
    }
    if (at == 1 || at >= argc || strcmp(argv[at], "run") != 0) return;
    char *const run = argv[at];
    memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof *argv);
    argv[1] = run;
}

enum verdict judge(int argc, char *const argv[], char *const envp[], int *command)
{
    int split = 1;
    bool is_sure = true;
    if (argc < 2 || strcmp(argv[1], "run") != 0) return AGENTS;
    while (split < argc && strcmp(argv[split], "--") != 0) split++;
    if (split + 1 >= argc) return AGENTS;
    *command = split + 1;
    for (int i = 2; i < split; i++) {
        const struct flag *flag = flag_of(argv[i]);
        /* Unknown flags include --help, also after a wrong flag: the agent may print something and exit with 0 without an app. */
        if (!flag && argv[i][0] == '-') return AGENTS;
        if (!flag || !is_right_flag(argv, split, &i, flag)) is_sure = false;
    }
    return is_sure && has_needed(argv, split, envp) ? SURE : SUSPECT;
}

const char *setting(char *const argv[], int command, char *const envp[], const char *name)
{
    const char *last = variable(envp, name);
    for (int i = 2; i < command - 1; i++) {
        const struct flag *flag = flag_of(argv[i]);
        if (!flag || flag->shape == SHAPE_SWITCH) continue;
        const char *equals = strchr(argv[i], '=');
        if (!equals && i + 1 >= command - 1) break;
        const char *value = equals ? equals + 1 : argv[++i];
        if (strcmp(flag->name, name) == 0) last = value;
    }
    return last;
}
