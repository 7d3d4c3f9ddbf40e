"""Folders for what long work writes while it goes on."""

from __future__ import annotations

from stat import S_IMODE

from pdday import scratch


def folders(instance):
    return sorted(each.name for each in (instance / "work").iterdir())


def test_nobody_but_the_installation_looks_into_a_folder(tmp_path):
    folder = scratch.make_folder(tmp_path, 7, 1)

    assert (S_IMODE(folder.stat().st_mode), S_IMODE(folder.parent.stat().st_mode)) == (0o700, 0o700)


def test_an_attempt_finds_what_earlier_ones_at_the_same_job_left_the_newest_first(tmp_path):
    for job_id, attempt in ((7, 1), (7, 2), (8, 1), (7, 3)):
        scratch.make_folder(tmp_path, job_id, attempt)

    assert [each.name for each in scratch.earlier_folders(tmp_path, 7, 3)] == ["7-2", "7-1"]


def test_the_folders_of_jobs_that_are_over_go_and_the_others_stay(tmp_path):
    for job_id in (7, 8):
        (scratch.make_folder(tmp_path, job_id, 1) / "best-plan.json").write_text("{}")

    scratch.clear(tmp_path, lambda job_ids: job_ids & {8})

    assert folders(tmp_path) == ["8-1"]


def test_what_is_not_ours_in_that_place_is_left_alone(tmp_path):
    scratch.make_folder(tmp_path, 7, 1)
    (tmp_path / "work" / "notes").mkdir()

    scratch.clear(tmp_path, lambda _job_ids: ())

    assert folders(tmp_path) == ["notes"]


def test_where_nothing_was_ever_written_there_is_nothing_to_clear(tmp_path):
    scratch.clear(tmp_path, lambda _job_ids: ())

    assert list(tmp_path.iterdir()) == []
