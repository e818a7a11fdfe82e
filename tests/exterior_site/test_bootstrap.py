import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


@pytest.fixture
def static(settings, tmp_path):
    """A static folder of one file, in place of all of the site's."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("a {}")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    return source


def test_static_files_are_collected_again_only_when_one_changed(static, settings, capsys):
    call_command("bootstrap")
    collected = settings.STATIC_ROOT / "page.css"
    assert collected.read_text() == "a {}"
    collected.unlink()
    call_command("bootstrap")
    assert not collected.exists()
    (static / "page.css").write_text("a { color: red }")
    call_command("bootstrap")
    assert collected.read_text() == "a { color: red }"


def test_the_demo_is_made_once(static, django_user_model, capsys):
    call_command("bootstrap")
    call_command("bootstrap")
    demo = django_user_model.objects.get(email="demo@example.com")
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert demo.check_password(first.split()[1])
    assert demo.photo_entries.count() == 1


def test_a_site_for_the_world_has_no_demo_login(static, django_user_model, capsys):
    call_command("bootstrap", no_demo=True)
    assert not django_user_model.objects.exists()
    assert capsys.readouterr().out == ""
