import json
import re
import uuid
from math import floor

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from projects import cursors, sharing
from projects.images import words
from projects.models import ClientFolder, Generation, PhotosRequest, Project, ShareComment, Type, User
from projects.samples import SAMPLES

LINK_DAYS = [("7", _("a week")), ("30", _("30 days")), ("90", _("90 days")), ("0", _("no end"))]
# What the upstream takes; NaN is in no range.
CAMERA_RANGES = {"focal_px": (0.001, 1_000_000), "pitch_deg": (-88.999, 88.999), "roll_deg": (-45, 45)}

NO_ADDRESS = _("Give an e-mail address, like name@example.com.")


class PhotoForm(forms.Form):
    """A photo of one's own, or the name of a sample garden."""

    photo = forms.FileField(required=False, error_messages={"empty": words.PHOTO["empty_file"]})
    sample = forms.ChoiceField(required=False, choices=[(name, name) for name in SAMPLES])
    type = forms.CharField(required=False)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("photo") and not cleaned.get("sample"):
            self.add_error("photo", _("Choose a photo first."))
        return cleaned


class LeavingForm(forms.Form):
    """A member's password, asked for once more; a guest has none and only presses the button."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        if person.is_guest:
            del self.fields["password"]

    def clean_password(self):
        if not self.person.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("That is not your password. Nothing was deleted."))


class TypeForm(forms.Form):
    """A variation on the same area: the type, and the key that makes a double click one request."""

    type = forms.ChoiceField(choices=Type.choices)
    form_key = forms.UUIDField()
    keep_material = forms.BooleanField(required=False)


class DrawingForm(forms.Form):
    type = forms.ChoiceField(
        choices=Type.choices,
        error_messages={
            "required": _("Choose what should stand there."),
            "invalid_choice": _("Choose what should stand there."),
        },
    )
    mask = forms.FileField(required=False, error_messages={"empty": words.AREA["empty_file"]})
    use_mask = forms.UUIDField(required=False)
    after = forms.UUIDField(required=False)
    form_key = forms.UUIDField(initial=uuid.uuid4)
    # Not a JSONField, which lets numbers of 5000 digits and deep nesting through to the parser's own errors.
    camera = forms.CharField(required=False, max_length=1000)
    width_m = forms.FloatField(required=False, min_value=0.1, max_value=200)
    # A box that is not ticked sends nothing: the first field says that it was there.
    asks_only_inside = forms.BooleanField(required=False)
    only_inside = forms.BooleanField(required=False)

    def clean_camera(self):
        try:
            camera = json.loads(self.cleaned_data["camera"] or "null", parse_int=float)
        except (ValueError, RecursionError):
            camera = False
        if camera is None:
            return None
        if not isinstance(camera, dict) or not all(_is_within(camera.get(f), CAMERA_RANGES[f]) for f in CAMERA_RANGES):
            raise forms.ValidationError(_("The horizon could not be read. Set it again, or leave it as found."))
        return {field: camera[field] for field in CAMERA_RANGES}

    def clean(self):
        cleaned = super().clean()
        if "mask" not in self.errors and not cleaned.get("mask") and not cleaned.get("use_mask"):
            self.add_error("mask", words.AREA["mask_empty"])
        return cleaned

    @property
    def options(self) -> dict:
        """What the person knows better than an estimate: the camera, and the width of the area in metres."""
        given = {name: self.cleaned_data.get(name) for name in ("camera", "width_m")}
        options = {name: value for name, value in given.items() if value}
        if self.cleaned_data.get("asks_only_inside"):
            options["only_inside"] = self.cleaned_data["only_inside"]
        return options


def _is_within(number, ends: tuple[float, float]) -> bool:
    return isinstance(number, float) and ends[0] <= number <= ends[1]


class TitleForm(forms.ModelForm):
    class Meta:
        model = Project
        fields = ["title"]
        error_messages = {"title": {"required": _("A project needs a name.")}}


class NoteForm(forms.ModelForm):
    class Meta:
        model = Generation
        fields = ["note"]


class FindForm(forms.Form):
    """How projects are looked for. Nonsense is the same as nothing."""

    q = forms.CharField(required=False)
    sort = forms.CharField(required=False)
    archived = forms.BooleanField(required=False)
    client = forms.UUIDField(required=False)

    def clean(self):
        cleaned = super().clean()
        sort = cleaned.get("sort")
        return {
            "q": cleaned.get("q", "").strip()[:200],
            "sort": sort if sort in cursors.SORTS else cursors.CHANGED,
            "archived": cleaned.get("archived", False),
            "client": cleaned.get("client"),
        }


class NoticesForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["notify_done", "notify_low"]
        labels = {
            "notify_done": _("When a drawing that took longer than a minute is done"),
            "notify_low": _("When pictures run low"),
        }


class PhotosRequestForm(forms.ModelForm):
    class Meta:
        model = PhotosRequest
        fields = ["contact", "message"]
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"contact": {"invalid": NO_ADDRESS}}


class ShareForm(forms.Form):
    """Which pictures a link shows, for how long, and what may be said to them."""

    generations = forms.ModelMultipleChoiceField(
        queryset=Generation.objects.none(),
        error_messages={
            "required": _("Choose at least one picture to show."),
            "invalid_choice": _("One of these pictures is not there any more. Choose again."),
            "invalid_pk_value": _("One of these pictures is not there any more. Choose again."),
        },
    )
    prepared_for = forms.CharField(label=_("Prepared for (optional)"), max_length=80, required=False)
    days = forms.ChoiceField(label=_("Works for"), choices=LINK_DAYS, initial="30")
    shows_notes = forms.BooleanField(label=_("Show the notes of the pictures"), required=False)
    takes_comments = forms.BooleanField(label=_("Visitors may leave a comment"), required=False, initial=True)

    def __init__(self, *args, drawn, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["generations"].queryset = drawn


class CommentForm(forms.ModelForm):
    class Meta:
        model = ShareComment
        fields = ["name", "text"]
        labels = {"name": _("Your name"), "text": _("What do you think?")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "text": forms.Textarea(attrs={"rows": 4, "maxlength": 2000}),
        }
        error_messages = {
            "name": {"required": _("Say who you are, so that your words find their place.")},
            "text": {
                "required": _("There is nothing written yet."),
                "max_length": _("This is too long: 2000 characters are the most."),
            },
        }


class BrandForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("A brand needs a name.")})
    colour = forms.CharField(label=_("Colour"), max_length=7, required=False)
    logo = forms.FileField(label=_("Logo"), required=False, error_messages={"empty": words.LOGO["empty_file"]})
    without_logo = forms.BooleanField(label=_("Without a logo"), required=False)

    def clean_colour(self):
        colour = self.cleaned_data["colour"].lower()
        if not colour:
            return ""
        if not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise forms.ValidationError(_("This is not a colour. Write it as six digits and letters, like #24453a."))
        ratio = sharing.contrast(colour, sharing.PAPER)
        if ratio < sharing.LEAST_CONTRAST:
            raise forms.ValidationError(
                _(
                    "Your name in this colour cannot be read on the page: the contrast is %(ratio)s to 1, "
                    "and 4.5 is the least. The same colour darker, %(darker)s, can be."
                )
                % {"ratio": number_format(floor(ratio * 10) / 10, 1), "darker": sharing.readable(colour)}
            )
        return colour


class FolderForm(forms.ModelForm):
    class Meta:
        model = ClientFolder
        fields = ["name"]
        labels = {"name": _("Name of the client")}
        error_messages = {"name": {"required": _("A client needs a name.")}}


class PlaceForm(forms.Form):
    """Where a project belongs: to a client there is, to a new one, or to none."""

    folder = forms.ModelChoiceField(queryset=ClientFolder.objects.none(), required=False)
    name = forms.CharField(label=_("A new client"), max_length=80, required=False)

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["folder"].queryset = owner.folders.all()
