#ifndef URL_H
#define URL_H

#include <stdbool.h>

/* Whether the agent accepts this as a URL of http or https without user and password. False for odd ones: a host with a percent sign, a backslash. */
bool is_url(const char *text);

#endif
