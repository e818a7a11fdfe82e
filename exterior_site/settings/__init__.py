"""All settings, each from the environment with a default that runs on a laptop. One file a subject."""

from exterior_site.settings.base import *
from exterior_site.settings.data import *
from exterior_site.settings.exterior import *
from exterior_site.settings.framework import *
from exterior_site.settings.headers import *
from exterior_site.settings.logs import *
from exterior_site.settings.people import *
from exterior_site.settings.queues import *
