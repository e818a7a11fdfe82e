import asyncio
import io

from django.contrib import messages
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from projects import access, generating, limits, printing
from projects.models import Generation

PIECE = 1024 * 1024
MADE_PER_MINUTE = 12
WINDOW_SECONDS = 60
FORM_NAMES = {
    "web": pgettext_lazy("file name", "web"),
    "before-after": pgettext_lazy("file name", "before-after"),
    "loop": pgettext_lazy("file name", "loop"),
}


@require_safe
def download(request, generation_id):
    """The picture as it came, at full size."""
    shown = access.generation_of(request.person, generation_id)
    file = generating.full_size(_picture_of(shown))
    file.seek(0, io.SEEK_END)
    headers = {
        "Content-Length": file.tell(),
        "Content-Disposition": content_disposition_header(True, f"{_name_of(shown)}.png"),
    }
    file.seek(0)
    return StreamingHttpResponse(_pieces(file), content_type="image/png", headers=headers)


@never_cache
@require_safe
def takeaway(request, generation_id, form):
    """A form made for taking away: by a signed URL, and made first when nobody asked for it before."""
    shown = access.generation_of(request.person, generation_id)
    try:
        taken = generating.takeaway(_picture_of(shown), form)
    except KeyError as error:
        raise Http404 from error
    if not taken.is_made:
        if _too_many(request.person):
            return _later(request, shown)
        taken.make()
    return redirect(taken.url(f"{_name_of(shown)}-{slugify(FORM_NAMES[form])}"))


@never_cache
@require_safe
def print_sheet(request, generation_id):
    """A PDF to print. Made anew each time, as it takes a fifth of a second and shows the note as it stands."""
    shown = access.generation_of(request.person, generation_id)
    picture = _picture_of(shown)
    paper = request.GET.get("paper") or printing.paper_for(request.headers.get("Accept-Language", ""))
    if paper not in printing.PAPERS:
        raise Http404
    if _too_many(request.person):
        return _later(request, shown)
    pdf = printing.sheet(printing.content_of(shown, picture), paper)
    return FileResponse(io.BytesIO(pdf), as_attachment=True, filename=f"{_name_of(shown)}-{paper}.pdf")


async def _pieces(file):
    # Asynchronous: all of a plain iterator would lie in memory until the last of it is taken.
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


def _later(request, shown: Generation):
    messages.error(request, _("That is a lot at once. Wait a minute, and take the next one then."))
    return redirect("generation", shown.id)


def _picture_of(shown: Generation):
    picture = shown.picture
    if picture is None:
        raise Http404
    picture.generation = shown
    return picture


def _name_of(shown: Generation) -> str:
    title = slugify(shown.project.title) or slugify(_("garden"))
    return f"{title}-{slugify(shown.get_type_display())}-{shown.number}"


def _too_many(person) -> bool:
    return bool(limits.seconds_to_wait(f"takeaways:{person.id}", MADE_PER_MINUTE, WINDOW_SECONDS))
