"""A Django site in one file. DJANGO_REDIRECT: all to https. DJANGO_HOSTS: the allowed hosts, separated by commas."""
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="for-tests-only",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=os.environ.get("DJANGO_HOSTS", "*").split(","),
    SECURE_SSL_REDIRECT="DJANGO_REDIRECT" in os.environ,
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
)
urlpatterns = [path("", lambda request: HttpResponse("hello")), path("healthcheck", lambda request: HttpResponse("ok"))]
app = get_wsgi_application()
