#ifndef URL_H
#define URL_H

#include <stdbool.h>

/* Whether the agent takes this for a URL of http or https without user and password. What is odd (a host with a percent sign, a backslash) is not. */
bool is_url(const char *text);

#endif
