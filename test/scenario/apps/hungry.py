"""A WSGI app that allocates until it is stopped when /eat is asked for."""


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    eaten = []
    while environ["PATH_INFO"] == "/eat":
        eaten.append(b"x" * 1_048_576)
    return [b"hello\n"]
