/* The smallest web server that a container test needs, on PORT (or the first argument) of all addresses (or of the second): GET /exit/N ends it with N, GET /lines/N writes N numbered lines, all else is answered with 200. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n";

int main(int argc, char **argv)
{
    const char *port = argc > 1 ? argv[1] : getenv("PORT");
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port ? atoi(port) : 8000) };
    if (argc > 2) inet_pton(AF_INET, argv[2], &address.sin_addr);
    struct timeval limit = { .tv_sec = 1 };
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1, written = 0;

    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 128)) {
        perror("server");
        return 1;
    }
    printf("listening on %d as uid %d\n", ntohs(address.sin_port), (int)getuid());
    fflush(stdout);
    for (;;) {
        char request[4096] = "";
        int peer = accept(listener, NULL, NULL), code, lines;
        if (peer < 0)
            continue;
        setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        if (read(peer, request, sizeof request - 1) < 0)
            perror("server");
        if (sscanf(request, "GET /lines/%d", &lines) == 1)
            for (; lines > 0; lines--)
                printf("line %07d %090d\n", ++written, 0);
        fflush(stdout);
        if (write(peer, answer, sizeof answer - 1) < 0)
            perror("server");
        close(peer);
        if (sscanf(request, "GET /exit/%d", &code) == 1)
            return code;
    }
}
