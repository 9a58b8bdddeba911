"""The one settings file. What a city may set is declared in `environment`; the rest is the house's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tongban.access.allauth_settings import *  # noqa: F403
from tongban.kernel import clock, keys
from tongban.shell import environment as env

PACKAGE = Path(__file__).resolve().parent.parent
_checkout = PACKAGE.parent

# --- the city -----------------------------------------------------------------------------------
TONGBAN_HOME = env.folder("HOME", _checkout / "var", "一座城市的全部数据所在的文件夹（数据库、附件、密钥）")
TONGBAN_CITY_NAME = env.text("CITY_NAME", "同安市", "页面上显示的城市名称")
TONGBAN_CITY_KIND = env.choice(
    "CITY_KIND", ("production", "demo", "test"), "demo", "正式城市、演示城市或测试城市；只有后两者可以拨动时间"
)
TONGBAN_CITY_PACK = env.text("CITY_PACK", "anyang", "城市规则包")
TONGBAN_REAL_DATA = env.text("REAL_DATA", "", "测试和测速读取的真实数据所在的文件夹")
TONGBAN_UPLOAD_LIMIT = env.integer("UPLOAD_LIMIT", 20 * 1024 * 1024, "单个附件的大小上限（字节）")
TONGBAN_FONT = env.text("FONT", "", "文书使用的中文 TrueType 字体文件；不设则在系统中查找")
TONGBAN_PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000", "市民访问本平台的网址，用于核验二维码")
TONGBAN_PAYMENT_CHANNEL = env.text(
    "PAYMENT_CHANNEL", "test_bank", "网上缴费的支付渠道：test_bank（测试银行，正式城市不能用），或者“名称=包.模块:类”"
)
TONGBAN_COURIER = env.text(
    "COURIER", "test_courier", "寄递企业：test_courier（测试寄递，正式城市不能用），或者“名称=包.模块:类”"
)

# --- Django -------------------------------------------------------------------------------------
SECRET_KEY = env.text("SECRET_KEY", "", "会话签名密钥；不设则由密钥库生成") or keys.KeyStore(TONGBAN_HOME).text(
    "django_secret"
)
DEBUG = env.boolean("DEBUG", False, "开发时显示出错细节；正式城市不得开启")
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", "testserver"], "允许的主机名")
CSRF_TRUSTED_ORIGINS = env.listing("TRUSTED_ORIGINS", [], "代理之后的网址来源（https://…）")
BEHIND_PROXY = env.boolean("BEHIND_PROXY", False, "在 HTTPS 代理之后运行（相信 X-Forwarded-Proto 和 X-Forwarded-For）")

ROOT_URLCONF = "tongban.shell.urls"
CSRF_FAILURE_VIEW = "tongban.furniture.web.csrf_failure"
WSGI_APPLICATION = "tongban.shell.wsgi.application"
AUTH_USER_MODEL = "access.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = None
APPEND_SLASH = True

ROOMS = [
    "furniture",
    "ledger",
    "files",
    "documents",
    "notices",
    "reference",
    "orgs",
    "parties",
    "access",
    "duties",
    "catalogue",
    "licences",
    "exchange",
    "credit",
    "fees",
    "post",
    "cases",
    "ratings",
    "cross_region",
    "bundles",
    "benchmarking",
    "regulation",
    "portal",
    "workbench",
    "console",
    "openapi",
    "demo",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "tongban.shell",
    *[f"tongban.{room}" for room in ROOMS if (PACKAGE / room / "apps.py").exists()],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tongban.shell.middleware.security_headers",
    "tongban.openapi.middleware.problems_only",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "tongban.access.middleware.actor_middleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tongban.shell.middleware.domain_errors",
    "tongban.openapi.middleware.idempotency",
]
_loaders = [("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"])]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / room / "templates" for room in ROOMS],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "tongban.furniture.jinja.environment",
            "context_processors": ["tongban.furniture.context.page_context"],
        },
    },
    {
        # Only for third-party templates (allauth's fallbacks, mail texts); ours are Jinja.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": _loaders,
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


# --- database -----------------------------------------------------------------------------------
# Declared here for their help; read by `shell.commands.backup` and `shell.processes`.
env.text("BACKUP_PASSPHRASE", "", "备份里的密钥用它加密（tongban backup、restore），至少 12 个字")
_direct_url = env.text("DATABASE_DIRECT_URL", "", "后台进程用的直连地址；网页经过 PgBouncer 一类的连接池时要设")
# psycopg prepares what runs more often than this, and what asks for it: of ours, what asks (`kernel.statements`).
ON_DEMAND = 2**31


def _pooled(url: str) -> bool:
    """Whether a pooler stands between: it hands out sessions in turn, and what one of them prepared is lost."""
    return bool(_direct_url) and url != _direct_url


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)
    return {
        "ENGINE": "tongban.kernel.postgres",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or query.pop("port", "")),
        # Every thread of a process keeps its connection: there are as many as threads, and none is waited for.
        "CONN_MAX_AGE": 0 if TONGBAN_CITY_KIND == "test" else None,
        "CONN_HEALTH_CHECKS": True,  # no request gets a connection that a restarted server has dropped
        # A server that vanished without a word is given up in seconds; on a local socket neither is needed.
        "OPTIONS": {
            "application_name": "tongban",
            "connect_timeout": 5,
            "tcp_user_timeout": 15_000,
            "prepare_threshold": None if _pooled(url) else ON_DEMAND,
        },
    }


# The application's role cannot change facts; the owner's role is used for migrations only.
_application_url = env.text("DATABASE_URL", "", "PostgreSQL 地址（应用角色）；不设则用内置数据库")
_owner_url = env.text("DATABASE_OWNER_URL", "", "PostgreSQL 地址（属主角色，仅用于迁移）；不设则同上")
TONGBAN_AS_OWNER = env.boolean("AS_OWNER", False, "以属主角色连接（迁移和测试用）")
DATABASES = {
    "default": _database((_owner_url if TONGBAN_AS_OWNER else "") or _application_url or "postgresql:///unset")
}

# Several processes share one cache: the database. A test run is one process.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TONGBAN_CITY_KIND == "test"
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shell_cache"}
}
# One query a request. A cache in the same database would be a second copy to read and to write.
SESSION_ENGINE = "tongban.access.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_PROXY
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # whose X-Forwarded-For tells the visitor for rate limits
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# The last one stops a stream past the limit while it arrives, before anything is spooled to disk.
FILE_UPLOAD_HANDLERS = [
    "tongban.files.uploads.PlainFormHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "tongban.files.uploads.LimitedUploadHandler",
]

AUTHENTICATION_BACKENDS = ["tongban.access.backends.AccountBackend"]
# scrypt: memory-hard and in the standard library; older hashes are upgraded at sign-in.
PASSWORD_HASHERS = [
    # The passwords of demonstration and test cities are printed for everybody; hashing them hard would only cost time.
    *(["django.contrib.auth.hashers.MD5PasswordHasher"] if TONGBAN_CITY_KIND != "production" else []),
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# --- language, time, files ----------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "shell" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"once": {"()": "tongban.shell.logs.OnceInAWhile"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr, "filters": ["once"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"tongban": {"level": env.text("LOG_LEVEL", "INFO", "日志级别"), "propagate": True}},
}

clock.set_city(home=TONGBAN_HOME, movable=TONGBAN_CITY_KIND != "production")
