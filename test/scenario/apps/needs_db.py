"""A WSGI app (and a script) that connects to its database at import: DB_HOST and DB_PORT, DB_WAIT seconds to keep trying."""
import os
import socket
import sys
import time
from wsgiref.simple_server import WSGIRequestHandler, make_server


def connect():
    place = (os.environ.get("DB_HOST", "127.0.0.1"), int(os.environ.get("DB_PORT", "5432")))
    deadline = time.monotonic() + float(os.environ.get("DB_WAIT", "0"))
    while True:
        try:
            return socket.create_connection(place)
        except OSError as error:
            if time.monotonic() >= deadline:
                raise
            print(f"waiting for {place[0]}:{place[1]}: {error}", file=sys.stderr, flush=True)
            time.sleep(0.5)


database = connect()


def app(environ, start_response):
    if environ["PATH_INFO"] == "/healthcheck" and os.environ.get("DB_ASKED"):
        database.sendall(b"ping")
        database.recv(4)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello\n"]


if __name__ == "__main__":
    make_server("0.0.0.0", 8000, app, handler_class=WSGIRequestHandler).serve_forever()
