"""The site's settings, with an empty view to compare with and a count of queries on every answer."""

from exterior_site.settings import *  # noqa: F403
from exterior_site.settings import MIDDLEWARE

ROOT_URLCONF = "tests.bench.api.urls"
MIDDLEWARE = [*MIDDLEWARE, "tests.bench.api.urls.count_queries"]
RENDERER = "tests.bench.api.renderers.copy"
