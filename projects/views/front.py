from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def front(request):
    return render(request, "projects/front.html", {"guest_photos": settings.GUEST_PHOTOS})
