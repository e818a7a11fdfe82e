"""Every code that an answer may carry, by status, with what to do about it; and what ends a generation as FAILED."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

# The page of the documentation shows them; docs/api.md has the same, and a test holds both against the code.
STATUSES = (
    (400, ("invalid_field", "invalid_json", "invalid_form"), noop("Mend the field that is named, then send it again.")),
    (401, ("unauthorized", "wrong_user"), noop("Send a key that is not revoked, and the user_id that belongs to it.")),
    (402, ("no_photos_left",), noop("No photos are left. Nothing was ordered.")),
    (
        404,
        ("unknown_generation", "unknown_project", "unknown_call"),
        noop("There is no such generation or project on your account, or no such call."),
    ),
    (
        409,
        ("idempotency_conflict", "already_ended"),
        noop("Use a new Idempotency-Key for a new order; what has ended cannot be cancelled."),
    ),
    (413, ("image_too_large", "body_too_large"), noop("Send a smaller image, or send it by URL.")),
    (415, ("image_type", "not_json"), noop("Send JPEG or PNG, and the body as JSON or as a form.")),
    (
        422,
        (
            "image_unreachable",
            "image_private_address",
            "image_bad_answer",
            "image_too_slow",
            "image_unreadable",
            "image_too_small",
            "mask_empty",
            "mask_of_another_shape",
        ),
        noop("The image cannot be fetched or used. Nothing was taken from the account."),
    ),
    (
        429,
        ("too_many_calls", "too_many_wrong_keys", "too_many_waiting"),
        noop("Wait as long as Retry-After says. X-RateLimit-* come with every answer."),
    ),
    (500, ("outcome_unknown", "server_error"), noop("Our fault. Look into list before you order again.")),
    (
        503,
        ("not_ready", "unavailable", "queue_full"),
        noop("Nothing was done. Send it again after Retry-After seconds."),
    ),
)

# What ends a generation, and what ``ground`` cannot use. The photo was given back.
FAILED = {
    "photo_unreadable": noop("The photo cannot be read. Use a colour photo saved as JPEG or PNG."),
    "photo_too_small": noop("The photo is too small to draw in."),
    "mask_shape": noop("The area does not have the size of the photo."),
    "mask_empty": noop("The area is empty: paint it in white on black."),
    "mask_too_small": noop("The area is too small. Mark a larger piece of the ground."),
    "mask_not_on_ground": noop("The area must lie on the ground. Mark it lower, below the house."),
    "kind_unknown": noop("This server draws nothing of this kind."),
    "camera_invalid": noop("The horizon that was given cannot be used. Set it above the area."),
    "width_invalid": noop("The known width must be between 0.3 and 200 metres."),
    "gave_up": noop("The picture could not be drawn in several attempts."),
    "cancelled": noop("Cancelled by the caller."),
    "renderer_unavailable": noop("No renderer took the work up in time."),
}


def words_of(code: str, stored: str) -> str:
    """Of a failure in the caller's language; as they were stored for a code of another version."""
    return _(FAILED[code]) if code in FAILED else stored
