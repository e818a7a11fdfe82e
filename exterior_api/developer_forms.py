from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import fetching, schemas
from .models import ApiKey


class KeyForm(forms.ModelForm):
    class Meta:
        model = ApiKey
        fields = ("name",)
        labels = {"name": _("Name of the new key")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].widget.attrs |= {"placeholder": _("Website"), "autocomplete": "off"}


class TestCallbackForm(forms.Form):
    url = forms.CharField(
        label=_("Address to call"),
        max_length=2048,
        widget=forms.URLInput(attrs={"placeholder": "https://example.org/done"}),
    )

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        try:
            schemas.check_web_address(url)
            fetching.check_address(url)
        except (ValueError, fetching.FetchError) as error:
            raise ValidationError(str(error)) from error
        return url
