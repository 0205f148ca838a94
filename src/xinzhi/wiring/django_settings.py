"""Django's settings, worked out from ours."""

from __future__ import annotations

from xinzhi.wiring import keys
from xinzhi.wiring.settings import django_database, read

XINZHI = read()
XINZHI.home.mkdir(parents=True, exist_ok=True, mode=0o700)

SECRET_KEY = keys.key_file(XINZHI.keys / "django.key", 32).hex()
DEBUG = XINZHI.debug
ALLOWED_HOSTS = list(XINZHI.hosts)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "xinzhi.store",
    "xinzhi.desk",
    "xinzhi.web",
]
DATABASES = {"default": django_database(XINZHI)}
AUTH_USER_MODEL = "desk.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
ROOT_URLCONF = "xinzhi.web.urls"
WSGI_APPLICATION = "xinzhi.web.wsgi.application"
