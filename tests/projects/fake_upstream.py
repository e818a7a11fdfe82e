"""The tests' side of an upstream: where it is, what it answers, and how it calls back."""

import json

from projects import generating
from projects.models import Generation

API = "http://api.example"
PICTURE_URL = "https://pictures.example.com/1.png"
FRESH_URL = "https://pictures.example.com/2.png"


def answer(api, call, body=None, http_status=200, **fields):
    return api.post(f"{API}/api/create_exterior/{call}", status=http_status, json=body or fields)


def fresh(generation):
    return Generation.objects.get(id=generation.id)


def callback(generation, **body):
    generating.record_callback(generation, json.dumps(body), "192.0.2.1")
    return generation.callbacks.first()
