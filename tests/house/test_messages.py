"""Every string of the pages has its translation, and the catalogue holds no other."""

from tests import messages


def test_the_catalogues_are_complete(capsys):
    assert messages.main(check=True) == 0, capsys.readouterr().out
