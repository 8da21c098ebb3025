"""A server in a thread that ends before it listens; the main thread goes on."""
import os
import threading
import time
from http.server import HTTPServer, SimpleHTTPRequestHandler


def serve():
    print("key", os.environ["STRIPE_API_KEY"][:4])
    HTTPServer(("0.0.0.0", 8000), SimpleHTTPRequestHandler).serve_forever()


threading.Thread(target=serve).start()
while True:
    time.sleep(1)
