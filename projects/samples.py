"""Sample gardens, for those who have no photo at hand."""

from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Sample:
    name: str
    title: str

    @property
    def static_name(self) -> str:
        return f"img/samples/{self.name}.jpg"

    @property
    def path(self) -> Path:
        return Path(finders.find(self.static_name))


SAMPLES = {
    sample.name: sample
    for sample in (
        Sample("modern", _("Sample garden")),
        Sample("country", _("Farmhouse yard")),
        Sample("town", _("Town garden")),
    )
}
