"""A WSGI app that takes 400 MiB when /eat is asked for."""


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    eaten = [b"x" * 1_048_576 for _ in range(400 if environ["PATH_INFO"] == "/eat" else 0)]
    return [b"hello %d\n" % len(eaten)]
