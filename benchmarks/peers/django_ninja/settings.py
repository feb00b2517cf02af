"""The settings of the Django project: nothing that an API without users does not need."""

import os
from urllib.parse import urlsplit

_address = urlsplit(os.environ["DATABASE_URL"])

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
SECRET_KEY = os.urandom(32).hex()
ROOT_URLCONF = "benchmarks.peers.django_ninja.urls"
USE_TZ = True
INSTALLED_APPS = ["benchmarks.peers.django_ninja"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _address.hostname,
        "PORT": _address.port,
        "USER": _address.username,
        "PASSWORD": _address.password,
        "NAME": _address.path[1:],
        "CONN_MAX_AGE": None,  # each thread keeps its connection
    }
}
