#include "values.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Digits, and decimals after a point if `decimals` > 0; scaled by 10^decimals. -1: not surely a number. */
static int64_t decimal(const char *text, int decimals)
{
    int64_t value = 0;
    int digits = 0;
    while (*text >= '0' && *text <= '9' && digits < 6) {
        value = value * 10 + (*text++ - '0');
        digits++;
    }
    if (digits == 0) return -1;
    const bool has_point = *text == '.' && decimals > 0;
    if (has_point && !(text[1] >= '0' && text[1] <= '9')) return -1;
    if (has_point) text++;
    for (int i = 0; i < decimals; i++) {
        value *= 10;
        if (has_point && *text >= '0' && *text <= '9') value += *text++ - '0';
    }
    return *text == '\0' ? value : -1;
}

int64_t milliseconds_of(const char *text)
{
    return decimal(text, 3);
}

static bool is_port(const char *text)
{
    const int64_t port = decimal(text, 0);
    return port >= 1 && port <= 65535;
}

static const char *after(const char *text, const char *prefix)
{
    const size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

static bool is_endpoint(const char *text)
{
    const char *port = after(text, "http:");
    if (!port) port = after(text, "tls:");
    if (!port) port = after(text, "tcp:");
    return is_port(port ? port : text);
}

/* 8000,443 or 8000/tcp. */
static bool is_port_list(const char *text)
{
    for (;;) {
        const size_t digits = strspn(text, "0123456789");
        char port[6] = "";
        if (digits == 0 || digits > 5) return false;
        memcpy(port, text, digits);
        if (!is_port(port)) return false;
        text += digits;
        const char *rest = after(text, "/tcp");
        if (!rest) rest = after(text, "/udp");
        if (rest) text = rest;
        if (*text == '\0') return true;
        if (*text++ != ',') return false;
    }
}

/* 127.0.0.1:9393, localhost:80; brackets are left to the agent. */
static bool is_listen_address(const char *text)
{
    const size_t host = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-");
    return host > 0 && text[host] == ':' && is_port(text + host + 1);
}

/* http://name.of.host[:PORT][/path], all small and plain, with no label that could be a number or punycode. */
static bool is_plain_url(const char *text)
{
    const char *host = after(text, "http://");
    if (!host) host = after(text, "https://");
    if (!host || strstr(host, "--")) return false;
    size_t length = 0;
    while (host[length] >= 'a' && host[length] <= 'z') length++;
    while (length > 0 && (host[length] == '.' || host[length] == '-') && host[length + 1] >= 'a' && host[length + 1] <= 'z') {
        length++;
        while (host[length] >= 'a' && host[length] <= 'z') length++;
    }
    const char *rest = host + length;
    if (length == 0 || length > 200) return false;
    if (*rest == ':') {
        const size_t digits = strspn(rest + 1, "0123456789");
        char port[6] = "";
        if (digits == 0 || digits > 5) return false;
        memcpy(port, rest + 1, digits);
        if (!is_port(port)) return false;
        rest += 1 + digits;
    }
    return *rest == '\0' || (*rest == '/' && rest[strspn(rest, "/abcdefghijklmnopqrstuvwxyz0123456789._-")] == '\0');
}

static bool is_one_of(const char *text, const char *words)
{
    const size_t length = strlen(text);
    if (length == 0 || strchr(text, ' ')) return false;
    for (const char *word = words; *word;) {
        const size_t end = strcspn(word, " ");
        if (end == length && memcmp(word, text, length) == 0) return true;
        word += end + (word[end] == ' ');
    }
    return false;
}

static const char LETTERS_AND_DIGITS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
static const char NAME_LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-";
static const char VALUE_LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-:@+,";

static bool is_label(const char *text)
{
    const size_t name = strspn(text, NAME_LETTERS);
    if (!strchr(LETTERS_AND_DIGITS, text[0]) || name == 0 || name > 63 || text[name] != '=') return false;
    const size_t value = strspn(text + name + 1, VALUE_LETTERS);
    return value <= 256 && text[name + 1 + value] == '\0';
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* A short file that holds one word. */
static bool is_secret(const char *path)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0) return false;
    char bytes[1024];
    const ssize_t count = read(file, bytes, sizeof bytes);
    close(file);
    if (count <= 0 || count == (ssize_t)sizeof bytes) return false;
    const char *from = bytes, *to = bytes + count;
    while (from < to && is_blank(*from)) from++;
    while (to > from && is_blank(to[-1])) to--;
    if (from == to) return false;
    for (; from < to; from++)
        if (*from <= ' ' || *from > '~') return false;
    return true;
}

static bool is_within(int64_t value, const struct flag *flag)
{
    return value >= flag->least && value <= flag->most;
}

bool is_surely_right(const struct flag *flag, const char *value)
{
    /* yargs has its own ways with a value that begins with a dash, a quote or nothing at all. */
    if (!strchr(LETTERS_AND_DIGITS, value[0]) && value[0] != '/' && value[0] != '.') return false;
    if (value[0] == '\0') return false;
    switch (flag->kind) {
    case KIND_SECONDS: return is_within(decimal(value, 3), flag);
    case KIND_COUNT: return is_within(decimal(value, 0), flag);
    case KIND_WORDS: return is_one_of(value, flag->words);
    case KIND_ENDPOINT: return is_endpoint(value);
    case KIND_PORTS: return is_port_list(value);
    case KIND_LISTEN: return is_listen_address(value);
    case KIND_URL: return is_plain_url(value);
    case KIND_PATH: return value[0] == '/' && value[strspn(value, VALUE_LETTERS)] == '\0';
    case KIND_LABEL: return is_label(value);
    case KIND_NAME: return strlen(value) <= 256 && value[strspn(value, VALUE_LETTERS)] == '\0';
    case KIND_SECRET: return is_secret(value);
    case KIND_OTHER: return false;
    }
    return false;
}
