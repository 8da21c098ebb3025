#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line under construction. What does not fit is cut. */
struct line {
    size_t length;
    char text[256];
};
void put(struct line *line, const char *text);
void put_number(struct line *line, int64_t number);
/* Puts a number with at least `width` digits. */
void put_padded(struct line *line, int64_t number, int width);
/* The errno's name, such as ENOENT. EUNKNOWN for one that the launcher's calls are not known to set. */
const char *errno_name(int error);
/* Logs one line on stderr, in the agent's form. `logs_text` is --log-format text, `logs_nothing` is --log-level silent. Never waits for a reader. */
void log_line(const char *level, const char *message, const char *detail);
extern bool logs_text, logs_nothing;

/* The time of CLOCK_MONOTONIC and of CLOCK_REALTIME in milliseconds; see clock_gettime(2). */
int64_t monotonic_ms(void);
int64_t unix_ms(void);

#endif
