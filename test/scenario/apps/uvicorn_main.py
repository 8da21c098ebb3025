"""An ASGI app that starts its own server, as its documentation has it."""
import uvicorn
from asgi import app

uvicorn.run(app, port=8000)
