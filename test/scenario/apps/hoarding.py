"""Serves HTTP, and keeps memory until its control group has used 95 % of 256 MiB: with more it is well."""
import pathlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def group_file():
    for row in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = row.split(":", 2)
        if controllers == "memory":
            folder = pathlib.Path("/sys/fs/cgroup/memory" + path)
            return folder / "memory.usage_in_bytes"
    folder = pathlib.Path("/sys/fs/cgroup" + path)
    return folder / "memory.current"


used = group_file()
held = []
while int(used.read_text()) < 0.95 * (256 << 20):
    held.append(bytearray(1 << 20))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
