import logging
import sys

from django.db import InterfaceError, OperationalError
from django.views import defaults
from redis import RedisError

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = "5"
AWAY = (OperationalError, InterfaceError, RedisError)


def server_error(request):
    """A database or broker that is restarting is no mistake of ours: 503, and whoever asked may ask again."""
    response = defaults.server_error(request)
    error = sys.exc_info()[1]
    if isinstance(error, AWAY):
        log.warning("%s is answered with 503: %s", request.path, error)
        response.status_code = 503
        response["Retry-After"] = RETRY_AFTER_SECONDS
    return response
