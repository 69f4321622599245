"""Every setting of the portal, read from top to bottom; the only place that reads the environment.

What a partnership decides (names, fees, days, clocks) is not here: it is a dated rule under /office/rules/.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from oscb_portal import environment
from oscb_portal.timetable import TIMETABLE

BASE_DIR = Path(__file__).resolve().parent.parent
environment.load_private_services(BASE_DIR)

# --- Mode ------------------------------------------------------------------------------------------------------------
# demo: made-up county with known passwords; set only by script/server and the tests. Anything else is production.
PORTAL_MODE = environment.choice("PORTAL_MODE", ("production", "demo"), "production")
DEMO = PORTAL_MODE == "demo"
DEBUG = False
SECRET_KEY = environment.secret("SECRET_KEY")
# Makes pseudonyms of the children in case-level loads. Losing it breaks the link between loads; leaking it is a breach.
HASH_KEY = environment.secret("HASH_KEY")
if HASH_KEY == SECRET_KEY:
    raise ImproperlyConfigured("HASH_KEY must not be the same as SECRET_KEY: sessions may be reset, pseudonyms never.")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS")
# What links in letters begin with; letters are written by jobs too, which have no request to ask.
SITE_ADDRESS = environment.text("SITE_ADDRESS", f"https://{ALLOWED_HOSTS[0]}").rstrip("/")

# --- Rooms -----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "oscb_portal",
    "reports",
    "dashboard",
    "audits",
    "training",
    "commendations",
    "reviews",
    "priorities",
    "office",
    "partnership",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "oscb_portal.middleware.number_requests",
    "oscb_portal.middleware.read_rules_once",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "oscb_portal.middleware.wear_hat",
    "oscb_portal.middleware.keep_private",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "oscb_portal.urls"
WSGI_APPLICATION = "oscb_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscb_portal.context.house",
            ],
            "builtins": ["django.templatetags.static", "django.contrib.humanize.templatetags.humanize"],
        },
    }
]
FORM_RENDERER = "oscb_portal.forms.PortalRenderer"

# --- Services --------------------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _database(name: str) -> dict[str, object]:
    settings = environment.address(name, "database")
    options = settings.pop("OPTIONS", {})
    # A socket folder is written as ?host=/folder, because a path cannot stand before the first slash.
    settings["HOST"] = options.pop("host", settings["HOST"])
    return settings | {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **options},
        "ATOMIC_REQUESTS": False,
    }


# The web's role may not alter the trail; the owner's, used by migrations alone, may alter tables.
DATABASES = {"default": _database("DATABASE_URL")}
if environment.text("MIGRATION_DATABASE_URL", ""):
    DATABASES["owner"] = _database("MIGRATION_DATABASE_URL") | {"TEST": {"MIRROR": "default"}}

REDIS_URL = environment.text("REDIS_URL")
# redis-py and Celery spell the address of a socket differently.
_REDIS_FOR_CACHE = REDIS_URL.replace("redis+socket://", "unix://")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _REDIS_FOR_CACHE}}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_BEAT_SCHEDULE = TIMETABLE
CELERY_BEAT_SCHEDULE_FILENAME = str(BASE_DIR / ".local" / "beat-schedule")
CELERY_TIMEZONE = "Europe/London"
CELERY_TASK_IGNORE_RESULT = True
# A worker killed midway must not lose its job: late acknowledgement alone loses it (tried), both together do not.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ALWAYS_EAGER = environment.yes_or_no("RUN_JOBS_AT_ONCE", default=False)
CELERY_TASK_EAGER_PROPAGATES = True

vars().update(environment.address("EMAIL_URL", "email"))
EMAIL_TIMEOUT = 20

# --- Files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT"))
CLAMD_SOCKET = environment.text("CLAMD_SOCKET", "")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
# What does not fit into memory is encrypted as it arrives: no upload touches the disk in the clear.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "office.sealed_uploads.SealedUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- People ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partnership.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# A session somebody left open must not be enough to add an address of one's own, to which codes are sent.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_ADAPTER = "office.accounts.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {"add_email": "office.forms.accounts.AddEmailForm"}
# Mail of the police and the NHS is slow.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_RATE_LIMITS = {
    "join_code": "20/h/ip,4/h/key",
    "join_prove": "60/h/ip,20/h/key",
    "thank_code": "10/h/ip,3/d/key",
    "thank_prove": "60/h/ip,20/h/key",
    # Many colleagues answer a survey from one building, whose people share an address.
    "survey": "60/h/ip,200/h/key",
    "newsletter": "20/h/ip",
}
# How many proxies of our own stand in front: without it everybody would share one address, and one rate limit.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXIES", 0)
MFA_ADAPTER = "office.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False

# --- Walls -----------------------------------------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
# The demonstration runs on plain http at 127.0.0.1; everything else is https behind a proxy that says so.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEMO
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if not DEMO else None
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
# The health pages are asked for by machines on the inside, over plain http.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "oscb_portal.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # Plotly makes one empty style element; this is the hash of nothing.
        "style-src": [SELF, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"],
        "script-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in [
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    ]
}

# --- Words and clocks ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["oscb_portal.formats"]

# --- Logs: JSON lines, ids only, never what a person typed
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_number": {"()": "oscb_portal.logs.AddRequestNumber"},
        "nothing_typed": {"()": "oscb_portal.logs.ForgetWhatWasTyped"},
    },
    "formatters": {
        "json": {
            "()": "oscb_portal.logs.WithoutWords",
            "format": "%(asctime)s %(levelname)s %(name)s %(request_number)s %(message)s",
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["request_number", "nothing_typed"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Library loggers that would write addresses with query strings, or queries with values.
        "django.db.backends": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "ERROR"},
        # Two lines for every beat of the heart would drown the others.
        "celery": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
