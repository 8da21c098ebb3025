"""A WSGI app whose page /stuck takes ten minutes."""
import time


def app(environ, start_response):
    if environ["PATH_INFO"] == "/stuck":
        time.sleep(600)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello\n"]
