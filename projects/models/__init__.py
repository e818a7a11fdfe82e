from projects.models.call import UpstreamCall
from projects.models.counts import with_counts
from projects.models.export import Export
from projects.models.generation import CallbackRecord, Generation, Move, Picture
from projects.models.health import UpstreamHealth
from projects.models.ledger import PhotoEntry, PhotosRequest
from projects.models.people import Gone, User
from projects.models.project import ClientFolder, Mask, Photo, Project
from projects.models.sharing import Brand, ShareComment, ShareFavourite, ShareLink
from projects.models.vocabulary import FINAL, OWN_TIME_OUTS, PENDING, Failure, Status, Type

__all__ = [
    "FINAL",
    "OWN_TIME_OUTS",
    "PENDING",
    "Brand",
    "CallbackRecord",
    "ClientFolder",
    "Export",
    "Failure",
    "Generation",
    "Gone",
    "Mask",
    "Move",
    "Photo",
    "PhotoEntry",
    "PhotosRequest",
    "Picture",
    "Project",
    "ShareComment",
    "ShareFavourite",
    "ShareLink",
    "Status",
    "Type",
    "UpstreamCall",
    "UpstreamHealth",
    "User",
    "with_counts",
]
