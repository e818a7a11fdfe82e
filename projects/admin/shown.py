"""What people show to strangers, and what strangers answer: to look at, and to take away when it must not stand."""

from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import sharing
from projects.admin.acting import Offers, Refused, act
from projects.admin.generations import MOST_PROJECTS
from projects.admin.lists import ReadOnly, Searched, link_to, moment, page_of, picture_of, thumbnail
from projects.models import Brand, Project, ShareComment, ShareLink

MOST_COMMENTS = 50
MOST_LINKS = 2000
WORDS_LISTED = 30


def _links_of(people: list):
    theirs = Project.objects.filter(owner__in=people).order_by().values_list("id", flat=True)
    return ShareLink.objects.filter(project__in=list(theirs[:MOST_PROJECTS])).order_by()


@admin.register(ShareLink)
class ShareLinkAdmin(Offers, Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["shown", "made", "of_project", "of_owner", "state", "views", "last_viewed"]
    list_display_links = ["shown", "made"]
    list_filter = ["created"]
    list_select_related = ["project__owner", "project__photo"]
    ids = ("id", "project__id")
    people = "project__owner"
    search_help_text = gettext_lazy(
        "The link itself, the beginning of its id or its project’s, or of an e-mail address."
    )
    fields = ["pictures", "state", "of_project", "of_owner", "prepared_for", "created", "expires", "revoked"]
    fields += ["views", "last_viewed", "takes_comments", "said", "id"]
    readonly_fields = fields
    actions = ["end_link"]

    def get_queryset(self, request):
        shown = "generations__pictures", "generations__project__photo"
        return super().get_queryset(request).select_related("project__owner", "project__photo").prefetch_related(*shown)

    def of_upstream(self, term):
        key = sharing.key_named(term)
        return Q(key=key) if key else super().of_upstream(term)

    def of_people(self, ids):
        return Q(id__in=list(_links_of(ids).values_list("id", flat=True)[:MOST_LINKS]))

    @admin.display(description=gettext_lazy("picture"))
    def shown(self, share):
        first = next(iter(share.generations.all()), None)
        return picture_of(first) if first else thumbnail(share.project.photo.thumbnail, share.project.title)

    @admin.display(description=gettext_lazy("made"), ordering="created")
    def made(self, share):
        return moment(share.created)

    @admin.display(description=gettext_lazy("state"))
    def state(self, share):
        if share.revoked or share.project.deleted:
            return _("ended")
        return _("expired") if share.is_expired else _("open to whoever has it")

    @admin.display(description=gettext_lazy("pictures"))
    def pictures(self, share):
        told = ((page_of(one), picture_of(one), one) for one in share.generations.all())
        return format_html(
            '<div class="drawings">{}</div>', format_html_join("", '<a href="{}">{}<span>{}</span></a>', told)
        )

    @admin.display(description=gettext_lazy("project"))
    def of_project(self, share):
        return link_to(share.project)

    @admin.display(description=gettext_lazy("person"))
    def of_owner(self, share):
        return link_to(share.project.owner)

    @admin.display(description=gettext_lazy("comments"))
    def said(self, share):
        newest = share.comments.all()[:MOST_COMMENTS]
        told = ((link_to(one, moment(one.created)), one.name, _removed(one), one.text) for one in newest)
        rows = format_html_join("", "<li>{} <b>{}</b> {}<p>{}</p></li>", told)
        return format_html('<ul class="said">{}</ul>', rows) if rows else "–"

    def has_end_permission(self, request):
        return request.user.has_perm("projects.change_sharelink")

    def offered(self, share):
        return [] if share.revoked else ["end_link"]

    @act("end_link", gettext_lazy("End the link"), "end")
    def end_link(self, request, share, data):
        if share.revoked:
            raise Refused(_("It has ended."))
        sharing.revoke(share)
        return share


@admin.register(ShareComment)
class ShareCommentAdmin(Offers, Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["said_at", "name", "beginning", "on_link", "owner", "removed"]
    list_select_related = ["share__project__owner"]
    ids = ("id", "share__id")
    people = "share__project__owner"
    search_help_text = gettext_lazy("The beginning of its id or its link’s, or of an e-mail address.")
    fields = ["name", "text", "on_link", "created", "removed", "id"]
    readonly_fields = fields
    actions = ["delete_comment"]

    def of_people(self, ids):
        return Q(share__in=list(_links_of(ids).values_list("id", flat=True)[:MOST_LINKS]))

    @admin.display(description=gettext_lazy("said"), ordering="created")
    def said_at(self, comment):
        return moment(comment.created)

    @admin.display(description=gettext_lazy("text"))
    def beginning(self, comment):
        return Truncator(comment.text).words(WORDS_LISTED)

    @admin.display(description=gettext_lazy("on a page of"))
    def owner(self, comment):
        return comment.share.project.owner

    @admin.display(description=gettext_lazy("share link"))
    def on_link(self, comment):
        return link_to(comment.share)

    def has_remove_permission(self, request):
        return request.user.has_perm("projects.delete_sharecomment")

    def offered(self, comment):
        return ["delete_comment"]

    @act("delete_comment", gettext_lazy("Delete it for good"), "remove")
    def delete_comment(self, request, comment, data):
        """Its link is what the log names: of the comment nothing is left, and its owner cannot bring it back."""
        share = comment.share
        sharing.delete_comment(comment)
        return share


@admin.register(Brand)
class BrandAdmin(Offers, Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["shown", "name", "of_owner", "colour", "changed"]
    list_display_links = ["shown", "name"]
    list_select_related = ["owner"]
    ordering = ["-changed"]
    ids = ("owner__id",)
    people = "owner"
    search_help_text = gettext_lazy("The beginning of a person’s id or e-mail address.")
    fields = ["shown", "name", "colour", "of_owner", "changed"]
    readonly_fields = fields
    actions = ["remove_logo"]

    @admin.display(description=gettext_lazy("logo"))
    def shown(self, brand):
        return thumbnail(brand.logo, brand.name)

    @admin.display(description=gettext_lazy("person"))
    def of_owner(self, brand):
        return link_to(brand.owner)

    def has_remove_permission(self, request):
        return request.user.has_perm("projects.change_brand")

    def offered(self, brand):
        return ["remove_logo"] if brand.logo else []

    @act("remove_logo", gettext_lazy("Remove the logo"), "remove")
    def remove_logo(self, request, brand, data):
        if not brand.logo:
            raise Refused(_("It has no logo."))
        sharing.keep_brand(brand.owner, brand.name, brand.colour, without_logo=True)
        return brand


def _removed(comment: ShareComment) -> str:
    return _("removed by its owner") if comment.removed else ""
