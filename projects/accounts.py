"""How allauth makes and knows our people: a guest who signs up or logs in keeps everything."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver

from projects import ledger
from projects.models import User
from projects.people import GUEST_KEY, join


class AccountAdapter(DefaultAccountAdapter):
    def new_user(self, request):
        """The guest becomes the member: same row, so that nothing has to be moved."""
        guest = User.objects.filter(id=request.session.get(GUEST_KEY), email=None, is_active=True).first()
        return guest or super().new_user(request)

    @transaction.atomic
    def save_user(self, request, user, form, commit=True):
        first_time = not user.photo_entries.exists() if user.pk else True
        user = super().save_user(request, user, form, commit=commit)
        gift = settings.MEMBER_PHOTOS if first_time else max(settings.MEMBER_PHOTOS - settings.GUEST_PHOTOS, 0)
        if commit and gift:
            ledger.grant(user, gift, note="first photos of a member")
        return user


@receiver(user_logged_in)
def take_over_guest(request, user, **_kwargs):
    guest_id = request.session.pop(GUEST_KEY, None)
    if guest_id and str(user.id) != guest_id:
        guest = User.objects.filter(id=guest_id, email=None).first()
        if guest:
            join(guest, user)
