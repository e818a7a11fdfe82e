import os

from django.apps import AppConfig


class ChaosConfig(AppConfig):
    name = "tests.chaos"
    label = "chaos"

    def ready(self):
        if name := os.environ.get("BREAK"):
            from tests.chaos import breaks

            breaks.BREAKS[name]()
