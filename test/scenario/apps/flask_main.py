"""A Flask site that starts its own server, as its documentation has it."""
from flask_site import app

app.run(port=8000)
