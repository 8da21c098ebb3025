"""Serves HTTP, and starts a child every second whose end it never asks for."""
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def breed():
    while True:
        if os.fork() == 0:
            os._exit(0)
        time.sleep(1)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


threading.Thread(target=breed, daemon=True).start()
ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
