#include "values.h"
#include "characters.h"
#include "url.h"

#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static const char DIGITS[] = "0123456789";
static const char NAME_LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-";

/* Above every bound. Larger numbers count as this one. */
enum { LARGEST = 999999 };

static int64_t whole(const char *text, size_t digits)
{
    int64_t value = 0;
    for (size_t i = 0; i < digits; i++) value = value > LARGEST ? value : value * 10 + (text[i] - '0');
    return value > LARGEST ? LARGEST : value;
}

/* Reads digits with optional decimals, in thousandths. `has_rest` is set if there are smaller parts. -1: not a number. */
static int64_t thousandths(const char *text, bool *has_rest)
{
    const size_t digits = strspn(text, DIGITS);
    const bool has_point = text[digits] == '.';
    const char *decimals = text + digits + (has_point ? 1 : 0);
    const size_t places = has_point ? strspn(decimals, DIGITS) : 0;
    int64_t value = whole(text, digits);
    *has_rest = false;
    if (digits == 0 || (has_point && places == 0) || decimals[places] != '\0') return -1;
    for (size_t i = 0; i < 3; i++) value = value * 10 + (i < places ? decimals[i] - '0' : 0);
    *has_rest = places > 3 && decimals[3 + strspn(decimals + 3, "0")] != '\0';
    return value;
}

int64_t milliseconds_of(const char *text)
{
    bool has_rest;
    return thousandths(text, &has_rest);
}

static bool is_seconds(const char *text, const struct flag *flag)
{
    bool has_rest;
    const int64_t value = thousandths(text, &has_rest);
    return value >= flag->least && (value < flag->most || (value == flag->most && !has_rest));
}

static bool is_count(const char *text, const struct flag *flag)
{
    bool has_rest;
    const int64_t value = thousandths(text, &has_rest);
    return value >= 0 && value % 1000 == 0 && !has_rest && value / 1000 >= flag->least && value / 1000 <= flag->most;
}

static bool is_port(const char *text, size_t digits)
{
    const int64_t port = whole(text, digits);
    return port >= 1 && port <= 65535;
}

static bool is_all_port(const char *text)
{
    const size_t digits = strspn(text, DIGITS);
    return text[digits] == '\0' && is_port(text, digits);
}

static bool is_one_of(const char *text, size_t length, const char *words)
{
    for (const char *word = words; *word;) {
        const size_t end = strcspn(word, " ");
        if (end == length && memcmp(word, text, length) == 0) return true;
        word += end + (word[end] == ' ');
    }
    return false;
}

/* 8000, or one of the protocols before it: tcp:8000. */
static bool is_endpoint(const char *text, const char *protocols)
{
    const size_t protocol = strcspn(text, ":");
    if (text[protocol] == '\0') return is_all_port(text);
    return is_one_of(text, protocol, protocols) && is_all_port(text + protocol + 1);
}

/* Whether `text` is at a comma, a blank or the end. */
static bool is_between(const char *text)
{
    return *text == ',' || *text == '\0' || is_blank(next_character(&text));
}

/* 8000,443 or 8000/tcp. */
static bool is_port_list(const char *text)
{
    bool has_port = false;
    while (*text) {
        if (is_between(text)) {
            next_character(&text);
            continue;
        }
        const size_t digits = strspn(text, DIGITS);
        if (!is_port(text, digits)) return false;
        text += digits;
        if (strncmp(text, "/tcp", 4) == 0 || strncmp(text, "/udp", 4) == 0) text += 4;
        if (!is_between(text)) return false;
        has_port = true;
    }
    return has_port;
}

/* 127.0.0.1:9393, localhost:80, [::]:9393. Port 0 is any free port. */
static bool is_listen_address(const char *text)
{
    const char *at = text;
    if (*at == '[') {
        const size_t length = strspn(++at, "0123456789abcdefABCDEF:.");
        if (length == 0 || at[length] != ']') return false;
        at += length + 1;
    } else {
        while (*at && *at != ':') {
            const uint32_t character = next_character(&at);
            if (character == '[' || character == ']' || is_blank(character)) return false;
        }
        if (at == text) return false;
    }
    return *at == ':' && (strcmp(at + 1, "0") == 0 || is_all_port(at + 1));
}

static bool is_path(const char *text)
{
    if (*text != '/') return false;
    for (; *text; text++)
        if (*text <= ' ' || *text > '~') return false;
    return true;
}

static bool is_label(const char *text)
{
    const size_t name = strspn(text, NAME_LETTERS);
    if (name == 0 || name > 63 || text[name] != '=' || strchr("._/-", text[0])) return false;
    size_t length = 0;
    for (text += name + 1; *text;) {
        const uint32_t character = next_character(&text);
        if (character == '\n' || character == '\r' || character == 0x2028 || character == 0x2029) return false;
        /* Counts UTF-16 units, as JavaScript does. */
        length += character > 0xffff ? 2 : 1;
    }
    return length <= 256;
}

static bool is_name(const char *text)
{
    size_t length = 0;
    for (; *text; length++) {
        const uint32_t character = next_character(&text);
        if (character < ' ' || (character >= 0x7f && character <= 0x9f)) return false;
    }
    return length >= 1 && length <= 256;
}

/* Whether the file can be opened. The agent checks its contents once the app has started. */
static bool opens(const char *path)
{
    struct stat about;
    if (stat(path, &about) < 0 || S_ISDIR(about.st_mode)) return false;
    /* Opening a named pipe would unblock its writer, which would then write to no reader. */
    if (!S_ISREG(about.st_mode)) return access(path, R_OK) == 0;
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file >= 0) close(file);
    return file >= 0;
}

bool is_right(const struct flag *flag, const char *value)
{
    if (value[0] == '\0') return false;
    switch (flag->kind) {
    case KIND_SECONDS: return is_seconds(value, flag);
    case KIND_COUNT: return is_count(value, flag);
    case KIND_WORDS: return is_one_of(value, strlen(value), flag->words);
    case KIND_ENDPOINT: return is_endpoint(value, flag->words);
    case KIND_PORTS: return is_port_list(value);
    case KIND_LISTEN: return is_listen_address(value);
    case KIND_URL: return is_url(value);
    case KIND_PATH: return is_path(value);
    case KIND_LABEL: return is_label(value);
    case KIND_NAME: return is_name(value);
    case KIND_PLACE: return true;
    case KIND_FILE: return opens(value);
    case KIND_OTHER: return false;
    }
    return false;
}

bool is_switch_word(const struct flag *flag, const char *text)
{
    const size_t length = strlen(text);
    for (const char *word = flag->words; *word;) {
        const size_t end = strcspn(word, " ");
        if (end == length && strncasecmp(word, text, length) == 0) return true;
        word += end + (word[end] == ' ');
    }
    return false;
}
