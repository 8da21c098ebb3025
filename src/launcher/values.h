#ifndef VALUES_H
#define VALUES_H

#include "launcher.h"
#include "flags.h"

/* Whether the agent takes this value of the flag (src/settings/values.ts); of a flag that names a file, whether that can be opened. */
bool is_right(const struct flag *flag, const char *value);

/* Whether it may stand after `--switch=`. */
bool is_switch_word(const struct flag *flag, const char *text);

#endif
