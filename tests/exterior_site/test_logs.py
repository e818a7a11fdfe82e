import logging
import logging.config

import pytest
from django.http import HttpResponse
from django.utils.log import log_response

from exterior_site import logs


@pytest.mark.parametrize(("status", "level"), [(503, "WARNING"), (500, "ERROR"), (502, "ERROR"), (404, "WARNING")])
def test_being_busy_is_no_error_and_being_broken_is(rf, caplog, status, level):
    request_log = logging.getLogger("django.request")
    before = request_log.filters[:]
    try:
        wanted = logs.configuration("lines", "INFO")
        assert wanted["loggers"]["django.request"]["filters"] == ["busy"]
        request_log.addFilter(logs.BusyIsNoError())
        log_response("%s", "answered", response=HttpResponse(status=status), request=rf.get("/"))
    finally:
        request_log.filters[:] = before
    assert [record.levelname for record in caplog.records] == [level]
