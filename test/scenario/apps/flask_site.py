"""A Flask site with a page at / alone."""
from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello():
    return "hello"
