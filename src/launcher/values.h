#ifndef VALUES_H
#define VALUES_H

#include "launcher.h"
#include "flags.h"

/* Whether the agent surely takes this value of the flag for right: what is odd, or a file's to say, is left to it. Reads the file of a secret. */
bool is_surely_right(const struct flag *flag, const char *value);

#endif
