"""`credgraph explore`: what it starts, where it listens, and what it refuses before it starts."""

from __future__ import annotations

import errno
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from explorer_server import serving

from credgraph.cli import launcher, main


class Started(BaseException):
    """Stands for the process that would have taken the place of this one."""


@pytest.fixture(autouse=True)
def no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_program: str, command: list[str], environment: dict[str, str]) -> None:
        raise Started(command, environment)

    monkeypatch.setattr("os.execve", start)


def started(*arguments: str) -> tuple[list[str], dict[str, str]]:
    with pytest.raises(Started) as begun:
        main(["explore", *arguments])
    command, environment = begun.value.args
    return command, environment


def test_it_opens_a_browser_unless_told_otherwise() -> None:
    assert not [option for option in started()[0] if "headless" in option]
    assert "--server.headless=true" in started("--no-browser")[0]


def test_a_store_is_shown_in_place_of_the_shipped_graph(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(disk.parent)
    assert started("--store", disk.name)[1]["CREDGRAPH_STORE"] == str(disk)
    url = "http://127.0.0.1:9/query"
    assert started("--store", url)[1]["CREDGRAPH_STORE"] == url


def test_pages_link_to_the_server_that_is_named() -> None:
    url = "https://graph.example.org"
    assert started("--server", url)[1]["CREDGRAPH_SERVER"] == url


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--server", "graph.example.org"], "is not a web address"),
        (["--server", "javascript:alert(1)"], "is not a web address"),
        (["--port", "lots"], "lots is not a port between 1 and 65535"),
        (["--port", "65536"], "65536 is not a port"),
        (["--store", "no/such/store"], "there is no store here; make one"),
        (["--store", __file__], "is a file; a store is a folder"),
        (["--store", "ftp://x/y"], "neither a folder nor an http or https"),
        (["--format", "csv"], "unrecognized arguments: --format csv"),
        (["--host", "localhost"], "unrecognized arguments: --host localhost"),
    ],
)
def test_a_mistake_is_told_before_anything_starts(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explore", *arguments]) == 2
    out, err = capsys.readouterr()
    assert complaint in err
    assert (out, err.count("\n")) == ("", 1)


def test_a_taken_port_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["explore", "--port", str(port)]) == 2
    assert f"port {port} is taken" in capsys.readouterr().err


def test_without_streamlit_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "find_spec", lambda _name: None)
    assert main(["explore"]) == 2
    assert capsys.readouterr().err == (
        "credgraph: the explorer needs Streamlit: pip install 'credgraph[explorer]'\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers on all of 127.0.0.0/8")
def test_it_listens_to_this_machine_alone_wherever_it_is_started(tmp_path: Path) -> None:
    pytest.importorskip("streamlit", reason="it needs: pip install 'credgraph[explorer]'")
    (tmp_path / "altair.py").write_text("raise SystemExit('this is not the package')")
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text('[server]\naddress = "0.0.0.0"\n')
    with serving(environment={"HOME": str(tmp_path)}, folder=tmp_path) as url:
        port = urlsplit(url).port
        # 127.0.0.2 is this machine too, and is answered only by what listens on every address.
        with socket.socket() as other:
            assert other.connect_ex(("127.0.0.2", port)) == errno.ECONNREFUSED


def test_the_explorer_asks_its_store_as_the_user_who_started_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[object] = []
    monkeypatch.setattr("credgraph.cli.launcher.start", lambda **given: started.append(given))
    monkeypatch.setenv("CREDGRAPH_PASSWORD", "s3cret/@")
    store = ["explore", "--store", "http://kg.example/sparql"]
    main([*store, "--user", "ann"])
    assert started == [
        {
            "port": None,
            "browser": True,
            "store": "http://ann:s3cret%2F%40@kg.example/sparql",
            "server": None,
        }
    ]
    assert main([*store, "--token-env", "HOME"]) == 2
    assert "--token-env is not for the explorer" in capsys.readouterr().err
