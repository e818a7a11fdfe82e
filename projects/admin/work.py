"""What people made: projects, photos and areas, to look at."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.admin.lists import ReadOnly, Searched, drawings, thumbnail
from projects.models import Generation, Mask, Photo, Project


@admin.register(Project)
class ProjectAdmin(Searched, admin.ModelAdmin):
    list_display = ["shown", "title", "owner", "created", "changed", "deleted"]
    list_display_links = ["shown", "title"]
    list_select_related = ["owner", "photo"]
    ids = ("id", "owner__id")
    people = "owner"
    search_help_text = _("The beginning of its id, of an e-mail address, or an id of a generation at the upstream.")
    fields = ["photo_picture", "drawings", "title", "id", "owner", "upstream_id", "upstream_variations", "created"]
    readonly_fields = ["id", "owner", "photo_picture", "drawings", "upstream_id", "upstream_variations", "created"]

    def of_upstream(self, term):
        drawn = Generation.objects.filter(upstream_id=term).values_list("project", flat=True)
        return Q(id__in=list(drawn))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        # Its owner does that: files, and drawings that go on, are looked after there.
        return False

    @admin.display(description=_("photo"))
    def shown(self, project):
        return thumbnail(project.photo.thumbnail, project.title)

    @admin.display(description=_("photo"))
    def photo_picture(self, project):
        return thumbnail(project.photo.thumbnail, project.title)

    @admin.display(description=_("drawings"))
    def drawings(self, project):
        return drawings(project.generations, f"{reverse('admin:projects_generation_changelist')}?q={project.pk}")


@admin.register(Photo)
class PhotoAdmin(Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["picture", "created", "owner", "width", "height", "focal_35mm"]
    list_display_links = ["picture", "created"]
    list_select_related = ["owner"]
    ids = ("id", "owner__id")
    people = "owner"
    readonly_fields = ["picture"]

    @admin.display(description=_("picture"))
    def picture(self, photo):
        return thumbnail(photo.thumbnail)


@admin.register(Mask)
class MaskAdmin(Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["picture", "created", "photo", "coverage", "is_draft"]
    list_display_links = ["picture", "created"]
    list_filter = ["is_draft"]
    list_select_related = ["photo"]
    ids = ("id", "photo__id")

    @admin.display(description=_("area"))
    def picture(self, mask):
        return thumbnail(mask.file)
