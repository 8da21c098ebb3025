#include "text.h"
#include "calls.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

bool logs_text, logs_nothing;

void put(struct line *line, const char *text)
{
    const size_t room = sizeof line->text - line->length;
    size_t length = strlen(text);
    if (length > room) length = room;
    memcpy(line->text + line->length, text, length);
    line->length += length;
}

void put_number(struct line *line, int64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    digits[--at] = '\0';
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) digits[--at] = '-';
    put(line, digits + at);
}

static const struct {
    int number;
    const char *name;
} ERRNO_NAMES[] = {
    {ENOENT, "ENOENT"},   {EACCES, "EACCES"},   {ENOEXEC, "ENOEXEC"}, {ENOTDIR, "ENOTDIR"}, {ENAMETOOLONG, "ENAMETOOLONG"},
    {EPERM, "EPERM"},     {ELOOP, "ELOOP"},     {E2BIG, "E2BIG"},     {ENOMEM, "ENOMEM"},   {EAGAIN, "EAGAIN"},
    {ETXTBSY, "ETXTBSY"}, {EISDIR, "EISDIR"},   {EINVAL, "EINVAL"},   {EIO, "EIO"},         {ELIBBAD, "ELIBBAD"},
    {EMFILE, "EMFILE"},   {ENFILE, "ENFILE"},   {ENOSPC, "ENOSPC"},   {EDQUOT, "EDQUOT"},   {EFBIG, "EFBIG"},
    {EBADF, "EBADF"},     {EROFS, "EROFS"},     {ENXIO, "ENXIO"},     {ENOBUFS, "ENOBUFS"}, {ECONNRESET, "ECONNRESET"},
    {ESTALE, "ESTALE"},   {ENOSYS, "ENOSYS"},   {ENOTCONN, "ENOTCONN"}, {ETIMEDOUT, "ETIMEDOUT"},
};

const char *errno_name(int error)
{
    for (size_t i = 0; i < sizeof ERRNO_NAMES / sizeof *ERRNO_NAMES; i++)
        if (ERRNO_NAMES[i].number == error) return ERRNO_NAMES[i].name;
    return "EUNKNOWN";
}

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t monotonic_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

int64_t unix_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

void put_padded(struct line *line, int64_t number, int width)
{
    for (int64_t least = 10; width > 1; width--, least *= 10)
        if (number < least) put(line, "0");
    put_number(line, number);
}

/* RFC 3339 in UTC. */
static void put_time(struct line *line)
{
    const int64_t now = unix_ms();
    const time_t seconds = (time_t)(now / 1000);
    struct tm utc = {0};
    gmtime_r(&seconds, &utc);
    put_padded(line, utc.tm_year + 1900, 4);
    put(line, "-");
    put_padded(line, utc.tm_mon + 1, 2);
    put(line, "-");
    put_padded(line, utc.tm_mday, 2);
    put(line, "T");
    put_padded(line, utc.tm_hour, 2);
    put(line, ":");
    put_padded(line, utc.tm_min, 2);
    put(line, ":");
    put_padded(line, utc.tm_sec, 2);
    put(line, ".");
    put_padded(line, (int)(now % 1000), 3);
    put(line, "Z");
}

void log_line(const char *level, const char *message, const char *detail)
{
    struct line line = {0};
    if (logs_nothing) return;
    if (logs_text) {
        put(&line, "sidewatch ");
        put(&line, level);
        put(&line, "  ");
    } else {
        put(&line, "{\"level\":\"");
        put(&line, level);
        put(&line, "\",\"time\":\"");
        put_time(&line);
        put(&line, "\",\"name\":\"sidewatch\",\"msg\":\"");
    }
    put(&line, message);
    put(&line, detail);
    put(&line, logs_text ? "\n" : "\"}\n");
    /* A line is shorter than PIPE_BUF. If it cannot be written it is lost, because there is nowhere to report that. */
    if (takes_now(2) && write_bytes(2, line.text, line.length) < 0) return;
}
