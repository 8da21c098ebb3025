"""A WSGI app that boots at once, answers /, and hangs on every other path, as one does that waits for a lost database."""
import time


def wait_for_database():
    time.sleep(3600)


def app(environ, start_response):
    if environ["PATH_INFO"] != "/":
        wait_for_database()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello\n"]
