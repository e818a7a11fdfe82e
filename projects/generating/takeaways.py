"""What a person takes away of a finished picture, made once in each form and kept beside it."""

import io
from contextlib import closing
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.base import ContentFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects import files, images
from projects.captions import xmp_of
from projects.images import honest, together
from projects.models import Picture

WEB, BEFORE_AFTER, LOOP = "web", "before-after", "loop"
FORMS = {WEB: "jpg", BEFORE_AFTER: "jpg", LOOP: "webp"}
# Raised when the files come to be made differently: those made before are then made anew.
EDITION = 2


@dataclass(frozen=True)
class Takeaway:
    """A form of a picture by its name in storage, which may not be there yet."""

    picture: Picture
    form: str
    language: str

    @property
    def name(self) -> str:
        # The one with words in it is another file in each language.
        language = f"-{self.language}" if self.form == BEFORE_AFTER else ""
        name = f"{self.picture.position}-{self.form}{language}-{EDITION}.{FORMS[self.form]}"
        return files.pictures_folder(self.picture.generation) + name

    @property
    def is_made(self) -> bool:
        return self.picture.file.storage.exists(self.name)

    def make(self) -> None:
        content = self._content()
        # Somebody else may have been faster: a second save would leave a file that nothing names.
        if not self.is_made:
            self.picture.file.storage.save(self.name, content)

    def url(self, filename: str) -> str:
        """Signed, and telling the browser to keep it under a name that a person understands."""
        parameters = {"ResponseContentDisposition": f'attachment; filename="{filename}.{FORMS[self.form]}"'}
        storage: Any = self.picture.file.storage
        return storage.url(self.name, parameters=parameters)

    def _content(self) -> "ContentFile[bytes]":
        generation = self.picture.generation
        xmp = xmp_of(generation)
        with closing(images.opened(self.picture.preview)) as picture:
            if self.form == WEB:
                return together.for_web(picture, xmp)
            with closing(images.opened(generation.project.photo.preview)) as photo:
                if self.form == LOOP:
                    return together.loop(photo, picture, xmp)
                return together.before_after(photo, picture, (_("Photo"), str(generation.get_type_display())), xmp)


def takeaway(picture: Picture, form: str) -> Takeaway:
    """Raises KeyError for a form that there is not."""
    FORMS[form]
    return Takeaway(picture, form, get_language() or "en")


def full_size(picture: Picture) -> IO[bytes]:
    """The picture as it came, as an open file that says what it is, also where it was stored before pictures did."""
    file = picture.file.open("rb")
    marked = honest.is_marked(file.read(honest.HEAD_BYTES))
    file.seek(0)
    if marked:
        return file
    with file:
        return io.BytesIO(honest.marked(file.read(), xmp_of(picture.generation)))
