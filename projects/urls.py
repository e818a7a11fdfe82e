from django.urls import path

from projects import callbacks
from projects.views import account, downloads, drafts, front, generation, installing, project, projects, start, studio

urlpatterns = [
    path("", front.front, name="front"),
    path("start/", start.start, name="start"),
    path("too-large/", start.too_large, name="too_large"),
    path("favicon.ico", installing.favicon, name="favicon"),
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    path("projects/", projects.projects, name="projects"),
    path("projects/<uuid:project_id>/", project.project, name="project"),
    path("projects/<uuid:project_id>/compare/", project.compare, name="compare"),
    path("projects/<uuid:project_id>/rename/", projects.rename, name="rename"),
    path("projects/<uuid:project_id>/archive/", projects.archive, name="archive"),
    path("projects/<uuid:project_id>/delete/", projects.delete, name="delete"),
    path("projects/<uuid:project_id>/restore/", projects.restore, name="restore"),
    path("projects/<uuid:project_id>/draw/", studio.draw, name="draw"),
    path("generations/<uuid:generation_id>/", generation.generation, name="generation"),
    path("generations/<uuid:generation_id>/card/", generation.card, name="generation_card"),
    path("generations/<uuid:generation_id>/vary/", generation.vary, name="vary"),
    path("generations/<uuid:generation_id>/favourite/", generation.favourite, name="favourite"),
    path("generations/<uuid:generation_id>/note/", generation.note, name="note"),
    path("generations/<uuid:generation_id>/download/", downloads.download, name="download"),
    path("generations/<uuid:generation_id>/download/<slug:form>/", downloads.takeaway, name="takeaway"),
    path("generations/<uuid:generation_id>/print/", downloads.print_sheet, name="print_sheet"),
    path("photos/<uuid:photo_id>/draft/", drafts.draft, name="draft"),
    path("photos/<uuid:photo_id>/ground/", drafts.ground, name="ground"),
    path("photos/<uuid:photo_id>/tile/", drafts.tile, name="tile"),
    path("photos-left/", account.photos_left, name="photos_left"),
    path("photos-left/ask/", account.ask_operator, name="ask_operator"),
    path("profile/", account.profile, name="profile"),
    path("profile/leave/", account.leave, name="leave"),
    path("callbacks/<uuid:generation_id>/<str:token>/", callbacks.receive, name="callback"),
]
