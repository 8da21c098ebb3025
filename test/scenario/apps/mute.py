"""A host that takes connections on port 5432 after SECONDS_BEFORE, and never says a word on them."""
import os
import socket
import time

time.sleep(float(os.environ.get("SECONDS_BEFORE", "0")))
listener = socket.create_server(("127.0.0.1", 5432))
kept = []
while True:
    kept.append(listener.accept())
