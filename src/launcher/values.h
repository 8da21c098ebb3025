#ifndef VALUES_H
#define VALUES_H

#include "launcher.h"
#include "flags.h"

/* Whether the agent accepts this value of the flag (src/settings/values.ts). For a flag that names a file: whether that can be opened. */
bool is_right(const struct flag *flag, const char *value);

/* Whether `--switch=` accepts this word. */
bool is_switch_word(const struct flag *flag, const char *text);

#endif
