"""A WSGI app whose page /long takes six seconds."""
import time


def app(environ, start_response):
    if environ["PATH_INFO"] == "/long":
        time.sleep(6)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello\n"]
