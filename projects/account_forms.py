"""allauth's forms in our words: their labels say the same as the rest of the site, and no placeholder repeats them."""

from allauth.account import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "remember": _("Stay signed in on this device"),
    "oldpassword": _("The password you have now"),
    "password1": _("New password"),
    "password2": _("The new password again"),
}


class InOurWords:
    labels = LABELS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(InOurWords, forms.LoginForm):
    pass


class SignupForm(InOurWords, forms.SignupForm):
    labels = LABELS | {"password1": _("Password")}


class AddEmailForm(InOurWords, forms.AddEmailForm):
    labels = LABELS | {"email": _("New e-mail address")}


class ChangePasswordForm(InOurWords, forms.ChangePasswordForm):
    pass


class SetPasswordForm(InOurWords, forms.SetPasswordForm):
    pass


class ResetPasswordForm(InOurWords, forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(InOurWords, forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(InOurWords, forms.ReauthenticateForm):
    pass
