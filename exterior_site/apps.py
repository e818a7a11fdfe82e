from django.contrib.staticfiles.apps import StaticFilesConfig


class SiteStaticFilesConfig(StaticFilesConfig):
    """Leaves out htmx's extensions: one of them imports a file that its package does not carry."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "hx-*.js"]
