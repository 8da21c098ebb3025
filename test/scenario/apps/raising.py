"""A WSGI module that cannot be imported where a setting is missing."""
import os

DATABASE_URL = os.environ["DATABASE_URL"]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello\n"]
