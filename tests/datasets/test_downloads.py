from __future__ import annotations

import contextlib
import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets import catalog as module
from cnngui.datasets import downloads
from cnngui.datasets.catalog import info, load_dataset
from cnngui.datasets.downloads import RemoteFile, fetch
from cnngui.errors import CnnguiError
from tests.datasets.crafted import refused, saved

CONTENT = np.random.default_rng(0).bytes(300_000)


@dataclass
class Server:
    """A web server that answers each request with the next of its answers, the last one again and again."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    answers: list[bytes | int] = field(default_factory=lambda: [CONTENT])
    claimed: int | None = None

    def next_answer(self) -> bytes | int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            answer = state.next_answer()
            if isinstance(answer, int):
                self.send_error(answer)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer) if state.claimed is None else state.claimed))
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # the client may have cancelled
                self.wfile.write(answer)

        def log_message(self, *arguments: object) -> None:
            pass

    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(downloads, "_PAUSE_S", 0.01)
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://127.0.0.1:{listening.server_port}"
    yield state
    listening.shutdown()
    listening.server_close()
    thread.join()


def remote(*urls: str, content: bytes = CONTENT, name: str = "some.bin") -> RemoteFile:
    return RemoteFile(name, urls, len(content), hashlib.sha256(content).hexdigest())


def test_a_file_arrives_whole_with_progress(server: Server, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    fetch([remote(server.url)], tmp_path / "new", label="Some", progress=lambda *both: seen.append(both))
    assert (tmp_path / "new" / "some.bin").read_bytes() == CONTENT
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["some.bin"]
    done = [bytes_done for bytes_done, _ in seen]
    assert done == sorted(done)
    assert done[-1] == len(CONTENT)
    assert len(set(done)) > 3
    assert {total for _, total in seen} == {len(CONTENT)}


def test_progress_runs_over_all_files_and_those_there_are_not_fetched(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(CONTENT)
    seen: list[int] = []
    files = [remote(server.url + "/a", name="a.bin"), remote(server.url + "/b", name="b.bin")]
    fetch(files, tmp_path, label="Some", progress=lambda done, _total: seen.append(done))
    assert server.asked == ["/b"]
    assert seen[0] == len(CONTENT)
    assert seen == sorted(seen)
    assert seen[-1] == 2 * len(CONTENT)


@pytest.mark.parametrize("blocks", [0, 1, 3])
def test_cancel_works_at_any_block_and_leaves_nothing(server: Server, tmp_path: Path, blocks: int) -> None:
    asked = iter([False] * blocks)
    code = refused(
        lambda: fetch([remote(server.url)], tmp_path, label="Some", cancelled=lambda: next(asked, True))
    )
    assert code == "datasets.download_cancelled"
    assert list(tmp_path.iterdir()) == []


def test_the_second_try_succeeds_after_an_error_of_the_server(server: Server, tmp_path: Path) -> None:
    server.answers = [503, CONTENT]
    fetch([remote(server.url)], tmp_path, label="Some")
    assert len(server.asked) == 2
    assert (tmp_path / "some.bin").read_bytes() == CONTENT


def test_the_second_address_is_tried_at_once(server: Server, tmp_path: Path) -> None:
    server.answers = [404, CONTENT]
    fetch([remote(server.url + "/first", server.url + "/second")], tmp_path, label="Some")
    assert server.asked == ["/first", "/second"]


def test_a_connection_that_breaks_off_is_tried_again(server: Server, tmp_path: Path) -> None:
    server.claimed = len(CONTENT)
    server.answers = [CONTENT[:1000], CONTENT]
    fetch([remote(server.url)], tmp_path, label="Some")
    assert (tmp_path / "some.bin").read_bytes() == CONTENT


def test_another_file_than_expected_is_not_kept(server: Server, tmp_path: Path) -> None:
    server.answers = [CONTENT[::-1]]
    assert refused(lambda: fetch([remote(server.url)], tmp_path, label="Some")) == "datasets.download_differs"
    assert len(server.asked) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_never_ends_is_cut_off(server: Server, tmp_path: Path) -> None:
    server.answers = [CONTENT * 20]
    blocks: list[int] = []
    code = refused(
        lambda: fetch(
            [remote(server.url)], tmp_path, label="Some", progress=lambda done, _: blocks.append(done)
        )
    )
    assert code == "datasets.download_differs"
    assert len(blocks) <= 2 * 6, (
        "6 blocks of 64 kB are a little more than was expected; the rest is not taken"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_changed_file_there_is_replaced_only_by_a_whole_one(server: Server, tmp_path: Path) -> None:
    (tmp_path / "some.bin").write_bytes(b"old")
    server.answers = [500]
    assert refused(lambda: fetch([remote(server.url)], tmp_path, label="Some")) == "datasets.download_failed"
    assert (tmp_path / "some.bin").read_bytes() == b"old"
    server.answers = [CONTENT]
    fetch([remote(server.url)], tmp_path, label="Some")
    assert (tmp_path / "some.bin").read_bytes() == CONTENT


def test_without_network_the_mend_by_hand_is_told(server: Server, tmp_path: Path) -> None:
    with pytest.raises(CnnguiError) as caught:
        fetch([remote("http://127.0.0.1:9/some.bin")], tmp_path, label="Some")
    assert caught.value.code == "datasets.download_failed"
    mend = caught.value.message().mend
    assert all(
        part in mend for part in ("some.bin", "0.3 MB", hashlib.sha256(CONTENT).hexdigest(), str(tmp_path))
    )


def test_a_folder_that_cannot_be_made_is_said(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    code = refused(lambda: fetch([remote(server.url)], tmp_path / "file" / "new", label="Some"))
    assert code == "datasets.download_failed"


def test_a_dataset_is_fetched_when_allowed_and_then_is_there(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, array in {
            "x_train": np.zeros((4, 3, 3), np.uint8),
            "y_train": np.array([0, 1, 0, 1]),
            "x_test": np.ones((2, 3, 3), np.uint8),
            "y_test": np.array([0, 1]),
        }.items():
            archive.writestr(f"{name}.npy", saved(array))
    server.answers = [packed.getvalue()]
    small = remote(server.url, content=packed.getvalue(), name="mnist.npz")
    monkeypatch.setenv("CNNGUI_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(module, "KNOWN", (replace(info("mnist"), files=(small,)),))

    assert refused(lambda: load_dataset("mnist")) == "datasets.not_downloaded"
    assert server.asked == []
    first = load_dataset("mnist", allow_download=True)
    again = load_dataset("mnist", allow_download=True)
    assert len(server.asked) == 1
    assert (first.key, first.class_names) == ("mnist", ("0", "1"))
    assert (
        again.fingerprint()
        == first.fingerprint()
        == load_dataset(tmp_path / "mnist" / "mnist.npz").fingerprint()
    )


def test_before_all_addresses_are_tried_again_there_is_a_pause(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused_behind: list[int] = []
    monkeypatch.setattr(downloads, "_pause", lambda watch: paused_behind.append(len(server.asked)))
    server.answers = [503, 503, 503, CONTENT]
    fetch([remote(server.url + "/first", server.url + "/second")], tmp_path, label="Some")
    assert server.asked == ["/first", "/second", "/first", "/second"]
    assert paused_behind == [2]
