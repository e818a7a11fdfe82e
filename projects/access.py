"""Every look-up by owner. What is not theirs, a person cannot tell from what does not exist."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from projects.models import ClientFolder, Generation, Mask, Photo, Project, ShareComment, ShareLink, with_counts


def projects_of(person):
    return Project.objects.kept().filter(owner=person) if person else Project.objects.none()


def project_of(person, project_id) -> Project:
    return get_object_or_404(with_counts(projects_of(person)), id=project_id)


def photo_of(person, photo_id) -> Photo:
    if not person:
        raise Http404
    return get_object_or_404(Photo, owner=person, project__deleted=None, id=photo_id)


def mask_of(project: Project, mask_id) -> Mask:
    """An area that was drawn on the photo of a project, which the person has been given."""
    return get_object_or_404(Mask, photo=project.photo, id=mask_id)


def generation_of(person, generation_id) -> Generation:
    if not person:
        raise Http404
    generations = Generation.objects.select_related("project__photo", "mask").prefetch_related("pictures")
    return get_object_or_404(generations, project__owner=person, project__deleted=None, id=generation_id)


def share_of(person, share_id) -> ShareLink:
    if not person:
        raise Http404
    shares = ShareLink.objects.select_related("project")
    return get_object_or_404(shares, project__owner=person, project__deleted=None, id=share_id)


def comment_of(person, comment_id) -> ShareComment:
    """A comment that a visitor wrote to one of a person's links."""
    if not person:
        raise Http404
    comments = ShareComment.objects.select_related("share__project")
    return get_object_or_404(comments, share__project__owner=person, share__project__deleted=None, id=comment_id)


def folder_of(person, folder_id) -> ClientFolder:
    if not person:
        raise Http404
    return get_object_or_404(ClientFolder, owner=person, id=folder_id)


def deleted_project_of(person, project_id) -> Project:
    """One that was deleted and can still be brought back."""
    if not person:
        raise Http404
    return get_object_or_404(Project, owner=person, id=project_id, deleted__isnull=False, purged=None)
