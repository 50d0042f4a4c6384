"""A new project."""

from pathlib import Path

from flows.initialising import initialise

ANSWERS = {"code": "852", "name": "S", "inbox": "in", "warehouse": "sqlite:///w.db", "alert_url": ""}


def test_a_new_folder_is_kept_out_of_git(tmp_path: Path):
    """Whoever tries Lodestar inside its checkout must not commit children's records by accident."""
    list(initialise(tmp_path / "new", **ANSWERS))

    assert (tmp_path / "new" / ".gitignore").read_text() == "*\n"


def test_a_folder_that_was_there_keeps_its_git(tmp_path: Path):
    """It may be somebody's repository."""
    list(initialise(tmp_path, **ANSWERS))

    assert not (tmp_path / ".gitignore").exists()


def test_an_address_is_no_folder(tmp_path: Path):
    """Nothing is made for an inbox that is elsewhere."""
    *_, last = initialise(tmp_path / "new", **ANSWERS | {"inbox": "sftp://host/out"})

    assert last.startswith("Put extracts into sftp://host/out and run")
    assert not [path for path in (tmp_path / "new").iterdir() if path.is_dir()]
