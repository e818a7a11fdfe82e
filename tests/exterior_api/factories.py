import io

import factory
import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image

from exterior_api import ledger, models


def picture(width=120, height=80, file_format="JPEG", **options) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).resize((width, height)).save(file, file_format, **options)
    return file.getvalue()


def mask(width=120, height=80, *, empty=False, mode="L") -> bytes:
    pixels = np.zeros((height, width), np.uint8)
    if not empty:
        pixels[height // 2 :, width // 4 : width // 2] = 255
    file = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(file, "PNG")
    return file.getvalue()


def sky(width=120, height=80) -> bytes:
    """A mask of one small spot, too high and too small to draw in."""
    pixels = np.zeros((height, width), np.uint8)
    pixels[2:4, 2:4] = 255
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


class AccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Account
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"caller{n}@example.org")

    @factory.post_generation
    def photos(self, create, extracted, **kwargs):
        if extracted := 10 if extracted is None else extracted:
            ledger.grant(self, extracted)


class InputImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.InputImage

    account = factory.SubFactory(AccountFactory)
    role = "photo"
    url_digest = factory.Sequence(lambda n: f"{n:064x}")
    width = 120
    height = 80

    @factory.lazy_attribute
    def name(self):
        content = picture() if self.role == "photo" else mask()
        return storages["api"].save(f"inputs/{self.url_digest}.png", ContentFile(content))


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ApiProject

    account = factory.SubFactory(AccountFactory)


class GenerationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Generation
        skip_postgeneration_save = True

    account = factory.SubFactory(AccountFactory)
    project = factory.SubFactory(ProjectFactory, account=factory.SelfAttribute("..account"))
    photo = factory.SubFactory(InputImageFactory, account=factory.SelfAttribute("..account"))
    mask = factory.SubFactory(InputImageFactory, account=factory.SelfAttribute("..account"), role="mask")
    kind = "POOL"
    seed = 7

    @factory.post_generation
    def charged(self, create, extracted, **kwargs):
        if extracted is None or extracted:
            ledger.charge(self.account, self)
