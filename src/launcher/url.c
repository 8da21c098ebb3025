#include "url.h"
#include "characters.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

/* The longest host with its port, in bytes. DNS allows names of 253. */
enum { LONGEST_HOST = 1024 };

/* One number of an IPv4 address as URLs write it: decimal, octal after 0, hexadecimal after 0x. -1: not a number. */
static int64_t address_number(const char *text, size_t length)
{
    const bool is_hexadecimal = length >= 2 && text[0] == '0' && text[1] == 'x';
    const bool is_octal = !is_hexadecimal && length >= 2 && text[0] == '0';
    const int64_t base = is_hexadecimal ? 16 : is_octal ? 8 : 10;
    static const char digits[] = "0123456789abcdef";
    int64_t value = 0;
    if (length == 0) return -1;
    for (size_t i = is_hexadecimal ? 2 : 0; i < length; i++) {
        const char *digit = memchr(digits, text[i], (size_t)base);
        if (!digit) return -1;
        if (value <= UINT32_MAX) value = value * base + (digit - digits);
    }
    return value;
}

static bool is_address(const char *host, size_t length)
{
    int64_t number = 0;
    int parts = 0;
    for (size_t at = 0; at <= length; parts++) {
        const char *dot = memchr(host + at, '.', length - at);
        const size_t size = dot ? (size_t)(dot - host) - at : length - at;
        if (parts == 4 || (parts > 0 && number > 255)) return false;
        number = address_number(host + at, size);
        if (number < 0) return false;
        at += size + 1;
    }
    return number < (int64_t)1 << (8 * (5 - parts));
}

/* `text` is in lower case. Accepts non-ASCII letters of common scripts, but not next to Punycode, which the agent checks only then. */
static bool is_name_of_host(const char *text)
{
    static const char no_host[] = " #%/:<>?@[\\]^|";
    const bool has_punycode = strncmp(text, "xn--", 4) == 0 || strstr(text, ".xn--");
    while (*text) {
        const uint32_t character = next_character(&text);
        const bool is_right = character >= 0x7f ? is_letter(character) && !has_punycode : character >= ' ' && !strchr(no_host, (int)character);
        if (!is_right) return false;
    }
    return true;
}

static bool is_host(char *host)
{
    size_t length = strlen(host);
    if (length == 0) return false;
    for (size_t i = 0; i < length; i++)
        if (host[i] >= 'A' && host[i] <= 'Z') host[i] = (char)(host[i] - 'A' + 'a');
    if (!is_name_of_host(host)) return false;
    if (host[length - 1] == '.') host[--length] = '\0';
    const char *dot = strrchr(host, '.'), *last = dot ? dot + 1 : host;
    /* A host that ends in a number must be an address. */
    const bool is_number = *last != '\0' && (last[strspn(last, "0123456789")] == '\0' || address_number(last, strlen(last)) >= 0);
    return !is_number || is_address(host, length);
}

static bool is_port_or_none(const char *text)
{
    long port = 0;
    if (*text == '\0') return true;
    for (text++; *text; text++) {
        if (*text < '0' || *text > '9') return false;
        if (port <= 65535) port = port * 10 + (*text - '0');
    }
    return port <= 65535;
}

bool is_url(const char *text)
{
    char host[LONGEST_HOST];
    struct in6_addr address;
    const size_t scheme = strncasecmp(text, "http://", 7) == 0 ? 7 : strncasecmp(text, "https://", 8) == 0 ? 8 : 0;
    const size_t length = strcspn(text + scheme, "/?#\\");
    if (scheme == 0 || length >= sizeof host || text[scheme + length] == '\\') return false;
    memcpy(host, text + scheme, length);
    host[length] = '\0';
    char *colon = host[0] == '[' ? strchr(host, ']') : strchr(host, ':');
    if (host[0] != '[') {
        if (colon && !is_port_or_none(colon)) return false;
        if (colon) *colon = '\0';
        return is_host(host);
    }
    if (!colon || (colon[1] != '\0' && colon[1] != ':') || !is_port_or_none(colon + 1)) return false;
    *colon = '\0';
    return inet_pton(AF_INET6, host + 1, &address) == 1;
}
