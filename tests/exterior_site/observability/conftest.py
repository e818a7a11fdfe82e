from tests.projects.conftest import api  # noqa: F401  the same upstream as the app's tests have
