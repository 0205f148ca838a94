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

MIDDLEWARE = [
    "xinzhi.web.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xinzhi.web.middleware.refusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "xinzhi.web.preferences.theme",
            ]
        },
    }
]
STATIC_URL = "/static/"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
CSRF_FAILURE_VIEW = "xinzhi.web.views.errors.forged"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_REFERRER_POLICY = "same-origin"
