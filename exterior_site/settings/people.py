"""What people may do, how long their things are kept, and how they sign in; mail to them."""

from urllib.parse import urlsplit

from exterior_site.settings.base import DEBUG, SITE_NAME, SITE_PARTS, SITE_URL, env

AUTH_USER_MODEL = "projects.User" if "site" in SITE_PARTS else "auth.User"
GUEST_PHOTOS = env.int("GUEST_PHOTOS", default=3)
MEMBER_PHOTOS = env.int("MEMBER_PHOTOS", default=12)
CREATION_COST = env.int("CREATION_COST", default=1)
VARIATION_COST = env.int("VARIATION_COST", default=1)
# How often in an hour, counted by address, drawings by person too; 0 is without a limit.
UPLOADS_PER_HOUR = env.int("UPLOADS_PER_HOUR", default=120)
DRAWINGS_PER_HOUR = env.int("DRAWINGS_PER_HOUR", default=240)
DRAFTS_PER_HOUR = env.int("DRAFTS_PER_HOUR", default=1200)
MESSAGES_PER_HOUR = env.int("MESSAGES_PER_HOUR", default=10)
COMMENTS_PER_HOUR = env.int("COMMENTS_PER_HOUR", default=20)
FAVOURITES_PER_HOUR = env.int("FAVOURITES_PER_HOUR", default=120)
# When to write to a member: photos left at which they run low, and how long a drawing takes for a notice to help.
LOW_PHOTOS = env.int("LOW_PHOTOS", default=2)
NOTICE_AFTER_SECONDS = env.int("NOTICE_AFTER_SECONDS", default=60)
# How many days things are kept that nobody came back for; 0 is for ever. A guest's session lasts as long as its work.
GUESTS_KEPT_DAYS = env.int("GUESTS_KEPT_DAYS", default=180)
PROJECTS_KEPT_DAYS = env.int("PROJECTS_KEPT_DAYS", default=0)
CALLBACKS_KEPT_DAYS = env.int("CALLBACKS_KEPT_DAYS", default=90)

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
if "site" in SITE_PARTS:
    AUTHENTICATION_BACKENDS += ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ACCOUNT_ADAPTER = "projects.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "projects.account_forms.LoginForm",
    "signup": "projects.account_forms.SignupForm",
    "add_email": "projects.account_forms.AddEmailForm",
    "change_password": "projects.account_forms.ChangePasswordForm",
    "set_password": "projects.account_forms.SetPasswordForm",
    "reset_password": "projects.account_forms.ResetPasswordForm",
    "reset_password_from_key": "projects.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "projects.account_forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An address that is not confirmed cannot sign in: so a sign-up looks the same whether the address is known or not.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if env.bool("EMAIL_CONFIRMATION", default=True) else "optional"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
# By address, by person, and by key: the address that somebody signs in as or wants a new password for.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/180s/key",
}
MFA_ADAPTER = "projects.two_factor.TwoFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
# One step of 30 s either way, for clocks that are not quite right.
MFA_TOTP_TOLERANCE = 1
# Whether the control room asks for a second factor. On a laptop, where only its owner can reach it, it does not.
ADMIN_TWO_FACTOR = env.bool(
    "ADMIN_TWO_FACTOR", default=not DEBUG and urlsplit(SITE_URL).hostname not in ("127.0.0.1", "localhost", "::1")
)
LOGIN_URL = "account_login" if "site" in SITE_PARTS else "developers-sign-in"
LOGIN_REDIRECT_URL = "projects"
LOGOUT_REDIRECT_URL = "front" if "site" in SITE_PARTS else "developers"

vars().update(env.email("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
if DEBUG and not env("EMAIL_URL", default=""):
    EMAIL_BACKEND = "exterior_site.mailbox.MailboxBackend"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <noreply@{urlsplit(SITE_URL).hostname}>")
ADMINS = [("Operator", address) for address in env.list("OPERATOR_EMAILS", default=[])]
