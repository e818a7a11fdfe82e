from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Type(models.TextChoices):
    """What can be drawn; the values are the API's own."""

    TERRACE = "TERRACE", _("Terrace")
    POOL = "POOL", _("Pool")
    PETANQUE = "PETANQUE", _("Pétanque")


class Said(NamedTuple):
    """What a type is called where it is asked for, drawn, offered in place of another, and done."""

    draw: str
    drawing: str
    as_another: str
    done: str


SAID = {
    Type.TERRACE: Said(_("Draw the terrace"), _("Drawing the terrace"), _("A terrace"), _("Your terrace is drawn")),
    Type.POOL: Said(_("Draw the pool"), _("Drawing the pool"), _("A pool"), _("Your pool is drawn")),
    Type.PETANQUE: Said(_("Draw the court"), _("Drawing the court"), _("A court"), _("Your court is drawn")),
}
# A type that has no words of its own yet.
ANY = Said(_("Draw it"), _("Drawing"), "", _("Your drawing is done"))


class Status(models.TextChoices):
    """The API's four statuses, and our own three around the call that starts them."""

    QUEUED = "QUEUED", _("Queued")
    SUBMITTING = "SUBMITTING", _("Being sent")
    UNKNOWN = "UNKNOWN", _("Sent, answer lost")
    STARTING = "STARTING", _("Accepted")
    PROCESSING = "PROCESSING", _("Being drawn")
    SUCCEEDED = "SUCCEEDED", _("Done")
    FAILED = "FAILED", _("Not drawn")


FINAL = (Status.SUCCEEDED, Status.FAILED)
PENDING = tuple(status for status in Status if status not in FINAL)


class Failure(models.TextChoices):
    """Why a generation ended without a picture, in words for the person who asked for it."""

    REFUSED = "REFUSED", _("The drawing service did not accept the photo and area.")
    UPSTREAM_FAILED = "UPSTREAM_FAILED", _("The drawing service could not draw this one.")
    NOT_ON_GROUND = "NOT_ON_GROUND", _("The area must lie on the ground. Draw it lower, below the house.")
    AREA_TOO_SMALL = "AREA_TOO_SMALL", _("The area is too small to put something there. Draw a larger piece of ground.")
    PHOTO_UNREADABLE = "PHOTO_UNREADABLE", _("The drawing service could not read this photo.")
    UNREACHABLE = "UNREACHABLE", _("The drawing service could not be reached.")
    OUT_OF_PHOTOS = "OUT_OF_PHOTOS", _("The drawing service is at its limit for now. Please come back later.")
    BAD_RESULT = "BAD_RESULT", _("The drawing service sent no picture that could be read.")
    ANSWER_LOST = "ANSWER_LOST", _("The connection to the drawing service broke, and its answer did not arrive.")
    TOO_LATE = "TOO_LATE", _("The picture did not arrive in time.")


# Failures of our own making: what the upstream then brings after all is still taken, once.
OWN_TIME_OUTS = (Failure.TOO_LATE, Failure.ANSWER_LOST, Failure.UNREACHABLE)
