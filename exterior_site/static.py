from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for all files, the imports inside ES modules included."""

    support_js_module_import_aggregation = True
