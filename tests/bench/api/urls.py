from django.db import connection
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from exterior_site.urls import urlpatterns as site_urls


@csrf_exempt
def empty(request) -> HttpResponse:
    return HttpResponse(b"{}", content_type="application/json")


def count_queries(get_response):
    def counted(request):
        queries = 0

        def count(execute, sql, params, many, context):
            nonlocal queries
            queries += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response["X-Queries"] = str(queries)
        return response

    return counted


urlpatterns = [path("empty/", empty), *site_urls]
