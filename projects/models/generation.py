import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects import clock
from projects.models.project import Mask, Project
from projects.models.vocabulary import FINAL, OWN_TIME_OUTS, PENDING, Failure, Status, Type


class GenerationQuerySet(models.QuerySet["Generation"]):
    def pending(self) -> "GenerationQuerySet":
        return self.filter(status__in=PENDING)

    def due_for_polling(self, now: datetime) -> "GenerationQuerySet":
        """Those to ask about: on their way, or ended by our own time-out and perhaps drawn after all."""
        asked_about = Q(status__in=(Status.UNKNOWN, Status.STARTING, Status.PROCESSING), next_poll__lte=now)
        orphaned = Q(status__in=(Status.STARTING, Status.PROCESSING), next_poll=None)
        late = Q(status=Status.FAILED, failure__in=OWN_TIME_OUTS, next_poll__lte=now)
        return self.filter(asked_about | orphaned | late)

    def past_deadline(self, now: datetime) -> "GenerationQuerySet":
        return self.pending().filter(deadline__lte=now)


class Generation(models.Model):
    """One asked-for picture: its place in the life from QUEUED to SUCCEEDED or FAILED (see lifecycle.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="generations")
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="variations", verbose_name=_("after")
    )
    mask = models.ForeignKey(Mask, on_delete=models.PROTECT, related_name="generations", verbose_name=_("area"))
    number = models.PositiveIntegerField(_("number in the project"))
    type = models.CharField(_("type"), max_length=8, choices=Type.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    cost = models.PositiveIntegerField(_("cost in photos"))
    form_key = models.UUIDField(_("key of the form"))
    options = models.JSONField(_("options"), default=dict, blank=True)
    token_hash = models.CharField(_("hash of the callback token"), max_length=64)
    token_key = models.CharField(_("key that made the callback token"), max_length=16, blank=True)
    upstream_id = models.CharField(_("id at the upstream"), max_length=100, blank=True)
    failure = models.CharField(_("failure"), max_length=16, choices=Failure.choices, blank=True)
    error = models.TextField(_("error, for operators"), blank=True)
    progress = models.FloatField(_("progress"), null=True, blank=True)
    step = models.CharField(_("step"), max_length=40, blank=True)
    report = models.JSONField(_("what was drawn"), default=dict, blank=True)
    favourite = models.BooleanField(_("favourite"), default=False)
    note = models.TextField(_("note of the person"), max_length=1000, blank=True)
    attempts = models.PositiveIntegerField(_("attempts to send"), default=0)
    claimed = models.DateTimeField(_("last taken up for sending"), null=True, blank=True)
    not_before = models.DateTimeField(_("send not before"), null=True, blank=True)
    next_poll = models.DateTimeField(_("next poll"), null=True, blank=True)
    polls = models.PositiveIntegerField(_("polls"), default=0)
    collecting_until = models.DateTimeField(_("being asked about until"), null=True, blank=True)
    ask_again = models.BooleanField(_("ask once more"), default=False)
    bad_results = models.PositiveIntegerField(_("results that were no picture"), default=0)
    late = models.BooleanField(_("came after its photo was given back"), default=False)
    deadline = models.DateTimeField(_("deadline"))
    # By the same clock as all moments after it: it is the lease of a message that was lost.
    created = models.DateTimeField(_("created"), default=clock.now, editable=False)
    submitted = models.DateTimeField(_("accepted by the upstream"), null=True, blank=True)
    started = models.DateTimeField(_("drawing began"), null=True, blank=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)
    told = models.DateTimeField(_("person told by e-mail"), null=True, blank=True, editable=False)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        verbose_name = _("generation")
        verbose_name_plural = _("generations")
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(fields=["project", "form_key"], name="generation_one_a_form"),
            models.UniqueConstraint(fields=["project", "number"], name="generation_number_in_project"),
        ]
        indexes = [
            models.Index(fields=["status", "next_poll"], name="generation_status_poll"),
            models.Index(fields=["status", "deadline"], name="generation_status_deadline"),
            models.Index(fields=["-created"], name="generation_created"),
            models.Index(fields=["upstream_id"], name="generation_upstream_id"),
            models.Index(fields=["finished"], name="generation_finished"),
            models.Index(fields=["claimed"], name="generation_claimed"),
        ]

    def __str__(self):
        return f"{self.get_type_display()} {self.number}"

    @property
    def is_pending(self) -> bool:
        return self.status not in FINAL

    @property
    def may_come_late(self) -> bool:
        return self.status == Status.FAILED and self.failure in OWN_TIME_OUTS

    @property
    def picture(self):
        """The first picture, or None. Prefetch ``pictures`` where there are many generations."""
        return next(iter(self.pictures.all()), None)

    @property
    def elapsed(self):
        return (self.finished or clock.now()) - self.created


class Picture(models.Model):
    """A picture that a generation ended with, copied to our own storage."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    file = models.FileField(_("file"), max_length=200)
    preview = models.FileField(_("preview, at most 2048 px"), max_length=200)
    thumbnail = models.FileField(_("thumbnail, at most 640 px"), max_length=200)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["generation", "position"], name="picture_position")]

    def __str__(self):
        return f"{self.generation}"


class Move(models.Model):
    """One step in the life of a generation, kept for the operator."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="moves")
    from_status = models.CharField(_("from"), max_length=10, choices=Status.choices, blank=True)
    to_status = models.CharField(_("to"), max_length=10, choices=Status.choices)
    cause = models.CharField(_("cause"), max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    why = models.CharField(_("why, in their words"), max_length=200, blank=True, default="", db_default="")
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ["id"]
        # Nearly all moves are nobody's decision.
        indexes = [models.Index(fields=["by"], condition=Q(by__isnull=False), name="move_decided_by")]

    def __str__(self):
        return f"{self.from_status} → {self.to_status}"


class CallbackRecord(models.Model):
    """A callback that arrived with the right token. Its body is a hint, never believed."""

    class Flag(models.TextChoices):
        """What became of it where the answer to our call was lost, and its body was all there was."""

        NO_ID = "NO_ID", _("names no id: for an operator")
        ID_REFUSED = "ID_REFUSED", _("names an id that cannot be this one's: for an operator")
        FOLLOWED = "FOLLOWED", _("its id was asked about")
        ACCEPTED = "ACCEPTED", _("its pictures were accepted by an operator")

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="callbacks")
    body = models.TextField(_("body"), blank=True)
    hint = models.CharField(_("id in the body"), max_length=100, blank=True)
    flag = models.CharField(_("flag"), max_length=10, choices=Flag.choices, blank=True)
    remote_address = models.GenericIPAddressField(_("from address"), null=True, blank=True)
    status_before = models.CharField(_("status when it came"), max_length=10, choices=Status.choices)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        ordering = ["-id"]
        indexes = [models.Index(fields=["created"], name="callback_created")]

    def __str__(self):
        return f"{self.created:%Y-%m-%d %H:%M:%S}"
