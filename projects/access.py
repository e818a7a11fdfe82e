"""Every look-up by owner. What is not theirs, a person cannot tell from what does not exist."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from projects.models import Generation, Photo, Project


def projects_of(person):
    return Project.objects.kept().filter(owner=person) if person else Project.objects.none()


def project_of(person, project_id) -> Project:
    return get_object_or_404(projects_of(person).with_counts(), id=project_id)


def photo_of(person, photo_id) -> Photo:
    if not person:
        raise Http404
    return get_object_or_404(Photo, owner=person, project__deleted=None, id=photo_id)


def generation_of(person, generation_id) -> Generation:
    if not person:
        raise Http404
    generations = Generation.objects.select_related("project__photo", "mask").prefetch_related("pictures")
    return get_object_or_404(generations, project__owner=person, project__deleted=None, id=generation_id)


def deleted_project_of(person, project_id) -> Project:
    """One that was deleted and can still be brought back."""
    if not person:
        raise Http404
    return get_object_or_404(Project, owner=person, id=project_id, deleted__isnull=False, purged=None)
