from django.urls import path

from projects import callbacks

urlpatterns = [
    path("callbacks/<uuid:generation_id>/<str:token>/", callbacks.receive, name="callback"),
]
