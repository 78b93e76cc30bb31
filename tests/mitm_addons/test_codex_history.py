import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from codex_history import HistoryFile, replace_file, size

ADDONS = Path(__file__).parents[2] / "mitm_addons"
APPEND = """
import sys
from pathlib import Path
from codex_history import HistoryFile
history = HistoryFile(Path(sys.argv[1]))
for turn in range(200):
    number = history.next_number()
    history.append(b'{"number":%d,"pad":"%s"}\\n' % (number, b"x" * (turn * 50)))
"""


def lines(directory: Path) -> list[bytes]:
    return (directory / "history.jsonl").read_bytes().splitlines()


def test_two_processes_append_whole_lines_and_share_the_numbers(tmp_path: Path) -> None:
    children = [subprocess.Popen([sys.executable, "-c", APPEND, tmp_path], cwd=ADDONS) for _ in range(2)]
    assert [child.wait(60) for child in children] == [0, 0]
    numbers = [json.loads(line)["number"] for line in lines(tmp_path)]
    assert sorted(numbers) == list(range(1, 401))


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.next_number()
    history.append(b"{}\n")
    history.mask_key()
    replace_file(tmp_path / "latest.json", b"{}")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert set(modes) == {"history.jsonl", "history.lock", "history.seq", "mask.key", "latest.json"}
    assert set(modes.values()) == {0o600}
    history.close()


def test_a_cut_last_line_is_ended_before_the_next(tmp_path: Path) -> None:
    (tmp_path / "history.jsonl").write_bytes(b'{"number":1}\n{"numb')
    HistoryFile(tmp_path).append(b'{"number":2}\n')
    assert lines(tmp_path) == [b'{"number":1}', b'{"numb', b'{"number":2}']


def test_a_short_write_is_rolled_back(tmp_path: Path) -> None:
    program = (
        "import resource, signal, sys; from pathlib import Path; from codex_history import HistoryFile\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "history = HistoryFile(Path(sys.argv[1])); history.append(b'{}\\n')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))\n"
        "try: history.append(b'x' * 5000 + b'\\n')\n"
        "except OSError as error: print(error.errno)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100000, resource.RLIM_INFINITY)); history.append(b'{}\\n')\n"
    )
    child = subprocess.run([sys.executable, "-c", program, tmp_path], cwd=ADDONS, capture_output=True, check=True)
    assert child.stdout == b"27\n"  # EFBIG: the first 997 bytes were written, as on a full disk
    assert lines(tmp_path) == [b"{}", b"{}"]


def test_a_history_that_was_replaced_is_reopened(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path)
    history.append(b"old\n")
    replace_file(tmp_path / "history.jsonl", b"kept\n")
    history.append(b"new\n")
    (tmp_path / "history.jsonl").rename(tmp_path / "rotated")
    history.append(b"newest\n")
    assert lines(tmp_path) == [b"newest"]
    assert (tmp_path / "rotated").read_bytes() == b"kept\nnew\n"


def test_numbers_go_on_when_their_file_is_lost_or_damaged(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "history.jsonl").write_bytes(b'{"v":1,"id":"a","number":7,"x":1}\n{"number":5}\njunk\n')
    (tmp_path / "live" / "b.jsonl").write_bytes(b'{"v":1,"id":"b","number":9,"x":1}\n')
    assert HistoryFile(tmp_path).next_number() == 10
    (tmp_path / "history.seq").write_bytes(b"no number\n")
    assert HistoryFile(tmp_path).next_number() == 10


def test_the_mask_key_stays_and_a_damaged_one_is_made_anew(tmp_path: Path) -> None:
    key = HistoryFile(tmp_path).mask_key()
    assert len(key) == 32
    assert HistoryFile(tmp_path).mask_key() == key
    (tmp_path / "mask.key").write_text("zz")
    assert HistoryFile(tmp_path).mask_key() != key


def test_a_symlink_in_the_place_of_the_history_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"mine\n")
    (tmp_path / "history.jsonl").symlink_to(target)
    with pytest.raises(OSError, match="symbolic link"):
        HistoryFile(tmp_path).append(b"{}\n")
    assert target.read_bytes() == b"mine\n"


def test_an_atomic_replacement_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "latest.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        replace_file(tmp_path / "latest.json", b"{}")
    assert [path.name for path in tmp_path.iterdir()] == ["latest.json"]


@pytest.mark.parametrize(("text", "meant"), [("2G", 2 * 10**9), ("1.5m", 1_500_000), ("10kB", 10_000), ("0", 0)])
def test_a_size_is_read_as_people_type_it(text: str, meant: int) -> None:
    assert size(text) == meant


@pytest.mark.parametrize("text", ["", "much", "-1", "2T", "1 2"])
def test_what_is_no_size_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        size(text)


def test_a_history_that_is_large_is_put_aside_and_the_numbers_go_on(tmp_path: Path) -> None:
    history = HistoryFile(tmp_path, limit=100)
    for number in range(1, 21):
        assert history.next_number() == number
        history.append(b'{"number":%d,"pad":"xxxxxxxxxx"}\n' % number)
    history.close()
    aside = sorted(path.name for path in tmp_path.glob("history-*.jsonl"))
    assert len(aside) == 4
    found = b"".join((tmp_path / name).read_bytes() for name in [*aside, "history.jsonl"])
    assert [json.loads(line)["number"] for line in found.splitlines()] == list(range(1, 21))
    assert all(100 <= (tmp_path / name).stat().st_size < 200 for name in aside)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    (tmp_path / "history.seq").unlink()
    (tmp_path / "history.jsonl").unlink()
    assert HistoryFile(tmp_path).next_number() == 17


def test_a_cut_last_line_is_ended_where_the_history_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "history.jsonl").write_bytes(b'{"number":1}\n{"numb')
    HistoryFile(tmp_path, limit=10).append(b'{"number":2}\n')
    [aside] = tmp_path.glob("history-*.jsonl")
    assert aside.read_bytes() == b'{"number":1}\n{"numb\n'
    assert lines(tmp_path) == [b'{"number":2}']


def test_processes_that_put_the_history_aside_lose_nothing_to_each_other(tmp_path: Path) -> None:
    script = APPEND.replace("HistoryFile(Path(sys.argv[1]))", "HistoryFile(Path(sys.argv[1]), limit=50_000)")
    children = [subprocess.Popen([sys.executable, "-c", script, tmp_path], cwd=ADDONS) for _ in range(2)]
    assert [child.wait(60) for child in children] == [0, 0]
    parts = [*tmp_path.glob("history-*.jsonl"), tmp_path / "history.jsonl"]
    assert len(parts) > 10
    numbers = [json.loads(line)["number"] for path in parts for line in path.read_bytes().splitlines()]
    assert sorted(numbers) == list(range(1, 401))


@pytest.mark.parametrize("name", ["history-99999999T999999Z.jsonl", "history-99991231T235959Z.jsonl"])
def test_a_history_beside_a_segment_of_no_time_goes_on(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    history = HistoryFile(tmp_path, limit=10)
    for number in (1, 2):
        history.append(b'{"number":%d}\n' % number)
    assert lines(tmp_path) == [b'{"number":1}', b'{"number":2}']
    history.close()


def test_a_history_that_cannot_be_put_aside_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    history = HistoryFile(tmp_path, limit=10)
    history.append(b'{"number":1}\n')
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        history.append(b'{"number":2}\n')
    assert lines(tmp_path) == [b'{"number":1}', b'{"number":2}']
    history.append(b'{"number":3}\n')
    assert lines(tmp_path) == [b'{"number":3}']
    history.close()
