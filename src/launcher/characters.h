#ifndef CHARACTERS_H
#define CHARACTERS_H

#include <stdbool.h>
#include <stdint.h>

/* Reads one character of UTF-8 and moves on; a byte that is none counts as U+FFFD, as Node has it. Never reads past the zero byte at the end. */
uint32_t next_character(const char **text);

/* White space as JavaScript's \s has it. */
bool is_blank(uint32_t character);

/* Letters beyond ASCII of the usual scripts, which the name of a host may have as they are. Not all of those that it may have. */
bool is_letter(uint32_t character);

#endif
