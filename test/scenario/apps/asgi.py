"""An ASGI app; its import takes BOOT_SECONDS."""
import os
import time

time.sleep(float(os.environ.get("BOOT_SECONDS", "0")))


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"hello\n"})
