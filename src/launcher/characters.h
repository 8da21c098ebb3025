#ifndef CHARACTERS_H
#define CHARACTERS_H

#include <stdbool.h>
#include <stdint.h>

/* Reads one character of UTF-8 and moves past it. A byte that is not UTF-8 counts as U+FFFD, as in Node. Never reads past the zero byte at the end. */
uint32_t next_character(const char **text);

/* White space as JavaScript's \s matches it. */
bool is_blank(uint32_t character);

/* Non-ASCII letters of common scripts that a host name may contain unchanged. Not all that it may contain. */
bool is_letter(uint32_t character);

#endif
