"""What is shown to others: links, what visitors answer, brands, client folders."""

from projects.sharing.answers import (
    TooManyAnswers,
    comment,
    comments_of,
    favourites_of,
    like,
    like_no_more,
    liked_by,
    new_visitor,
    remove_comment,
    remove_favourites,
)
from projects.sharing.brands import LEAST_CONTRAST, PAPER, brand_of, contrast, keep_brand, readable, remove_brand
from projects.sharing.cards import card, first_shown
from projects.sharing.folders import (
    NameTaken,
    TooManyFolders,
    folder_named,
    folders_with_counts,
    make_folder,
    move_project,
    rename_folder,
    take_over,
)
from projects.sharing.leaving import folders_of, forget_person, forget_project, sweep
from projects.sharing.links import Expired, TooManyLinks, count_view, make_link, open_link, revoke, token_for

__all__ = [
    "LEAST_CONTRAST",
    "PAPER",
    "Expired",
    "NameTaken",
    "TooManyAnswers",
    "TooManyFolders",
    "TooManyLinks",
    "brand_of",
    "card",
    "comment",
    "comments_of",
    "contrast",
    "count_view",
    "favourites_of",
    "first_shown",
    "folder_named",
    "folders_of",
    "folders_with_counts",
    "forget_person",
    "forget_project",
    "keep_brand",
    "like",
    "like_no_more",
    "liked_by",
    "make_folder",
    "make_link",
    "move_project",
    "new_visitor",
    "open_link",
    "readable",
    "remove_brand",
    "remove_comment",
    "remove_favourites",
    "rename_folder",
    "revoke",
    "sweep",
    "take_over",
    "token_for",
]
