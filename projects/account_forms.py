"""allauth's forms in our words: their labels say the same as the rest of the site, and no placeholder repeats them."""

from allauth.account import forms
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError
from django.forms import EmailField
from django.utils.translation import gettext_lazy as _

from projects.forms import NO_ADDRESS
from projects.models import User

LONGEST_ADDRESS = User._meta.get_field("email").max_length

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
            if isinstance(field, EmailField):
                # allauth cuts a longer one off, and makes an account of what is left.
                field.validators.append(MaxLengthValidator(LONGEST_ADDRESS))
                field.error_messages["invalid"] = NO_ADDRESS


class LoginForm(InOurWords, forms.LoginForm):
    pass


class SignupForm(InOurWords, forms.SignupForm):
    labels = LABELS | {"password1": _("Password")}

    def try_save(self, request):
        try:
            return super().try_save(request)
        except IntegrityError:
            # The same address came at the same moment, by a second click say: its account is there now.
            self.account_already_exists = True
            return super().try_save(request)


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
