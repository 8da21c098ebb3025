"""A WSGI app whose import takes BOOT_SECONDS, as one does that loads a model or warms a cache."""
import os
import time

time.sleep(float(os.environ.get("BOOT_SECONDS", "0")))


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello\n"]
