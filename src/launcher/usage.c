#include "launcher.h"
#include "values.h"

#include <string.h>

/* The flag that a token names, `--name` or `--name=value`. */
static const struct flag *flag_of(const char *token)
{
    if (strncmp(token, "--", 2) != 0) return NULL;
    const size_t length = strcspn(token + 2, "=");
    for (size_t i = 0; i < FLAG_COUNT; i++)
        if (strlen(FLAGS[i].name) == length && memcmp(FLAGS[i].name, token + 2, length) == 0) return &FLAGS[i];
    return NULL;
}

static bool is_flag_again(char *const argv[], int at, const struct flag *flag)
{
    for (int i = 2; i < at; i++)
        if (flag_of(argv[i]) == flag) return true;
    return false;
}

enum verdict judge(int argc, char *const argv[], int *command)
{
    int split = 1;
    if (argc < 2 || strcmp(argv[1], "run") != 0) return AGENTS;
    while (split < argc && strcmp(argv[split], "--") != 0) split++;
    if (split + 1 >= argc) return AGENTS;
    *command = split + 1;
    /* First what does not exist, --help among it: the agent may print and end well without an app. */
    for (int i = 2; i < split; i++)
        if (argv[i][0] == '-' && !flag_of(argv[i])) return AGENTS;
    for (int i = 2; i < split; i++) {
        const struct flag *flag = flag_of(argv[i]);
        const char *equals = flag ? strchr(argv[i], '=') : NULL;
        if (!flag || (flag->shape != SHAPE_LIST && is_flag_again(argv, i, flag))) return SUSPECT;
        if (flag->shape == SHAPE_SWITCH) {
            if (equals) return SUSPECT;
        } else if (!equals && ++i >= split) {
            return SUSPECT;
        } else if (!is_surely_right(flag, equals ? equals + 1 : argv[i])) {
            return SUSPECT;
        }
    }
    return SURE;
}

static const char *variable(char *const envp[], const char *name)
{
    static const char prefix[] = "SIDEWATCH_";
    for (; *envp; envp++) {
        if (strncmp(*envp, prefix, sizeof prefix - 1) != 0) continue;
        const char *text = *envp + sizeof prefix - 1;
        const char *at = name;
        for (; *at && *text == (*at == '-' ? '_' : *at - 'a' + 'A'); at++) text++;
        if (*at == '\0' && *text == '=' && text[1] != '\0') return text + 1;
    }
    return NULL;
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
