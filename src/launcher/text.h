#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line in the making; what does not fit is cut. */
struct line {
    size_t length;
    char text[256];
};
void put(struct line *line, const char *text);
void put_number(struct line *line, int64_t number);
/* With zeros in front, up to this many digits. */
void put_padded(struct line *line, int64_t number, int width);
/* ENOENT and the like; EUNKNOWN for those that execve(2), fork(2) and the like do not set. */
const char *errno_name(int error);
/* Logs one line on stderr, in the form of the agent's: `logs_text` is --log-format text, `logs_nothing` --log-level silent. Never waits for a reader. */
void log_line(const char *level, const char *message, const char *detail);
extern bool logs_text, logs_nothing;

/* Of CLOCK_MONOTONIC and CLOCK_REALTIME, see clock_gettime(2); in milliseconds. */
int64_t monotonic_ms(void);
int64_t unix_ms(void);

#endif
