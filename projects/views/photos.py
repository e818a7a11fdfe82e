"""What the editor asks of a photo: the area as it was left, its camera, and sharper tiles."""

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from projects import access, files, generating, limits
from projects.images import ImageError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request, photo_id):
    """The area as it was left: a PNG, or 204 while there is none. A POST of ``mask`` keeps a new one."""
    if request.method == "POST" and not request.person:
        # Not 404, by which the editor would take the photo for deleted.
        return HttpResponse(status=403)
    photo = access.photo_of(request.person, photo_id)
    if request.method == "POST":
        limits.hold_draft(request)
        return _keep(photo, request.FILES.get("mask"))
    kept = generating.draft_of(photo)
    if kept is None:
        return HttpResponse(status=204)
    return FileResponse(kept.file.open("rb"), content_type="image/png")


@never_cache
@require_safe
def ground(request, photo_id):
    """The camera of a photo as JSON, or 204 while it is not known."""
    photo = access.photo_of(request.person, photo_id)
    return JsonResponse(photo.camera) if photo.camera else HttpResponse(status=204)


@require_safe
def tile(request, photo_id):
    """A square of the whole photo, by the column and row in the query; 404 also while it is not cut yet."""
    photo = access.photo_of(request.person, photo_id)
    try:
        name = files.tile_name(photo, int(request.GET["x"]), int(request.GET["y"]))
        content = photo.file.storage.open(name).read()
    except (KeyError, ValueError, OSError) as error:
        raise Http404 from error
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def _keep(photo, file) -> HttpResponse:
    if file is None:
        generating.remove_draft(photo)
        return HttpResponse(status=204)
    try:
        generating.save_draft(photo, file)
    except ImageError as error:
        return JsonResponse({"error": str(error.message), "code": error.code}, status=422)
    return HttpResponse(status=204)
