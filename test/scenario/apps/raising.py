"""A WSGI module that cannot be imported: a setting is missing."""
import os

DATABASE_URL = os.environ["DATABASE_URL"]
app = None
