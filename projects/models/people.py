import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Gone(Exception):
    """The person left, or became a member, in another window: what this one brings would be nobody's."""


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_guest(self, **fields):
        guest = self.model(**fields)
        guest.set_unusable_password()
        guest.save(using=self._db)
        return guest

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        self.confirm(user)
        return user

    def hold(self, person: "User") -> None:
        """Until the transaction ends this person neither leaves nor becomes a member. Raises Gone when they did."""
        if not list(self.select_for_update().filter(id=person.id, is_active=True).values_list("id")):
            raise Gone

    def confirm(self, user):
        """Take an address as theirs without a mail: whoever makes people on the command line owns the site."""
        from allauth.account.models import EmailAddress

        confirmed = {"verified": True, "primary": True}
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults=confirmed)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class Balance(models.IntegerField):
    """Changed by the ledger alone, in the database: whoever saves a person read earlier leaves it as it is by now."""

    def pre_save(self, person, add):
        return super().pre_save(person, add) if add else models.F(self.attname)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. One without an e-mail address is a guest, who can sign up later and keeps everything."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    # Written once a day at most, so that no page costs a write.
    last_seen = models.DateTimeField(_("last seen"), default=timezone.now)
    language = models.CharField(_("language"), max_length=8, blank=True)
    notify_done = models.BooleanField(_("e-mail when a long drawing is done"), default=True)
    notify_low = models.BooleanField(_("e-mail when photos run low"), default=True)
    # What the person's lines of the ledger add up to, kept beside them: every page shows it.
    balance = Balance(_("photos left"), default=0, db_default=0, editable=False)
    # Set with the notice, taken back when there are photos again: one notice for each time they run low.
    told_low = models.BooleanField(_("was told that photos run low"), default=False, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["-date_joined"], name="user_date_joined"),
            models.Index(fields=["last_seen"], name="user_last_seen"),
            # What retention looks for: guests who stay away, and accounts that nobody ever signed in to.
            models.Index(fields=["last_seen"], condition=Q(email=None, is_active=True), name="user_guest_seen"),
            models.Index(fields=["date_joined"], condition=Q(last_login=None), name="user_never_in"),
        ]

    def __str__(self):
        return self.email or str(_("guest {id}")).format(id=str(self.id)[:8])

    @property
    def is_guest(self) -> bool:
        return self.email is None
