from projects.models.generation import CallbackRecord, Generation, Move, Picture
from projects.models.ledger import PhotoEntry, PhotosRequest
from projects.models.people import User
from projects.models.project import Mask, Photo, Project
from projects.models.vocabulary import FINAL, PENDING, Failure, Status, Type

__all__ = [
    "FINAL",
    "PENDING",
    "CallbackRecord",
    "Failure",
    "Generation",
    "Mask",
    "Move",
    "Photo",
    "PhotoEntry",
    "PhotosRequest",
    "Picture",
    "Project",
    "Status",
    "Type",
    "User",
]
