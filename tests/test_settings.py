"""Settings: read once, errors that say what to write, and one table that names them all."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.problem import Problem
from countyline.settings import PROJECT_ROOT, VARIABLES, Settings, SettingsError, read_env_file

_NAME = re.compile(r"COUNTYLINE_[A-Z_]+")


def test_defaults_serve_the_example_from_the_project(tmp_path: Path) -> None:
    settings = Settings.from_environment({}, tmp_path)
    assert settings.status == tmp_path / "examples/jackson-county-2024/2024-04-03.yml"
    assert settings.serves_example
    assert settings.var == tmp_path / "var"
    assert settings.publication == tmp_path / "var" / "publication"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/countyline.db"
    assert settings.public_url == "http://localhost:8000"
    assert settings.public_is_local
    assert (settings.port, settings.rasa_port, settings.actions_port) == (8000, 5005, 5055)
    assert settings.now is None
    assert settings.now_offset is None
    assert settings.rasa_secret is None
    assert settings.voice_token is None


def test_the_default_status_document_is_there() -> None:
    assert Settings.from_environment({}).status.is_file()


def test_every_variable_is_read(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "COUNTYLINE_STATUS": "/somewhere/status.yml",
            "COUNTYLINE_NOW": "2024-04-03T13:00:00Z",
            "COUNTYLINE_NOW_OFFSET": "-3600.5",
            "COUNTYLINE_VAR": "elsewhere",
            "COUNTYLINE_DATABASE_URL": "postgresql://db/countyline",
            "COUNTYLINE_PUBLIC_URL": "https://chat.example.gov/",
            "COUNTYLINE_PORT": "80",
            "COUNTYLINE_RASA_PORT": "81",
            "COUNTYLINE_ACTIONS_PORT": "82",
            "COUNTYLINE_RASA_SECRET": "s",
            "COUNTYLINE_VOICE_TOKEN": "t",
        },
        tmp_path,
    )
    assert settings == Settings(
        root=tmp_path,
        status=Path("/somewhere/status.yml"),
        now=datetime(2024, 4, 3, 13, tzinfo=UTC),
        now_offset=timedelta(seconds=-3600.5),
        var=tmp_path / "elsewhere",
        database_url="postgresql://db/countyline",
        public_url="https://chat.example.gov",
        port=80,
        rasa_port=81,
        actions_port=82,
        rasa_secret="s",
        voice_token="t",
    )
    assert not settings.serves_example
    assert not settings.public_is_local


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("COUNTYLINE_NOW", "yesterday"),
        ("COUNTYLINE_NOW", "2024-04-03T08:00:00"),
        ("COUNTYLINE_NOW_OFFSET", "soon"),
        ("COUNTYLINE_NOW_OFFSET", "nan"),
        ("COUNTYLINE_NOW_OFFSET", "1e30"),
        ("COUNTYLINE_PORT", "0"),
        ("COUNTYLINE_RASA_PORT", "65536"),
        ("COUNTYLINE_ACTIONS_PORT", "five"),
        ("COUNTYLINE_ACTIONS_PORT", "٥٠٥٥"),
        ("COUNTYLINE_PUBLIC_URL", "chat.example.gov"),
        ("COUNTYLINE_PUBLIC_URL", "ftp://chat.example.gov"),
        ("COUNTYLINE_PUBLIC_URL", "https://chat.example.gov:port"),
    ],
)
def test_a_bad_value_is_named_with_its_mend(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({variable: value}, tmp_path)
    message = str(caught.value)
    assert variable in message
    assert value in message
    assert "\n" not in message
    assert re.search(r": (write|leave) ", message)


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert Settings.from_environment({"COUNTYLINE_PORT": " "}, tmp_path).port == 8000


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_time(value: str) -> None:
    try:
        settings = Settings.from_environment({"COUNTYLINE_NOW": value}, PROJECT_ROOT)
    except SettingsError:
        return
    assert settings.now is None or settings.now.tzinfo is not None


def test_the_env_file_fills_in_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "# a comment\n\nexport COUNTYLINE_PORT=9000\nCOUNTYLINE_RASA_PORT = '9001' # why\n"
        'COUNTYLINE_RASA_SECRET="a # b"\nCOUNTYLINE_ACTIONS_PORT=9002 # why\n',
        encoding="utf-8",
    )
    settings = Settings.from_environment({"COUNTYLINE_PORT": "9100"}, tmp_path)
    assert settings.port == 9100
    assert settings.rasa_port == 9001
    assert settings.actions_port == 9002
    assert settings.rasa_secret == "a # b"


def test_a_broken_env_file_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("COUNTYLINE_PORT=1\nwhat is this\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"Line 2 of .*\.env is not a setting: write NAME=value\."):
        read_env_file(path)


def test_the_table_in_the_docs_names_every_setting() -> None:
    text = (PROJECT_ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    in_table = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.M))
    assert set(VARIABLES) <= in_table
    used = {
        name
        for folder in ("countyline", "actions")
        for path in (PROJECT_ROOT / folder).rglob("*.py")
        for name in _NAME.findall(path.read_text(encoding="utf-8"))
    }
    assert used <= set(_NAME.findall(text)), "a variable is read that the docs do not explain"
