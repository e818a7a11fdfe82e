"""Django's own ASGI handler, but for the threads: a request stays in one from its first middleware to its last."""

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler


class OneThread(ASGIHandler):
    def load_middleware(self, is_async=True):
        # Views and middlewares are plain functions. Each one adapted by itself, a request would change threads nine
        # times, and wait at every change until a busy one lets it.
        super().load_middleware(is_async=False)

    async def get_response_async(self, request):
        return await sync_to_async(self.get_response)(request)


def django_handler() -> OneThread:
    django.setup(set_prefix=False)
    return OneThread()
