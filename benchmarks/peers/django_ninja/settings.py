"""The settings of the Django project: only those that an API without users needs."""

import os
from urllib.parse import urlsplit

_database_url = urlsplit(os.environ["DATABASE_URL"])

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
        "HOST": _database_url.hostname,
        "PORT": _database_url.port,
        "USER": _database_url.username,
        "PASSWORD": _database_url.password,
        "NAME": _database_url.path[1:],
        "CONN_MAX_AGE": None,  # persistent connections, one per thread
    }
}
