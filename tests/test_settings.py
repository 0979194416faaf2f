"""Settings: read once, errors that say what to write, and one table that names them all."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.problem import Problem
from countyline.settings import (
    PROJECT_ROOT,
    VARIABLES,
    Settings,
    SettingsError,
    Sms,
    StaffMail,
    StaffWebhook,
    read_env_file,
)

_NAME = re.compile(r"COUNTYLINE_[A-Z_]+")

ACCOUNT = "AC" + "0" * 32
SERVICE = "MG" + "1" * 32
KEY = bytes(range(32))
SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
MAIL = {
    "COUNTYLINE_STAFF_MAIL": "clerk@example.gov",
    "COUNTYLINE_MAIL_FROM": "desk@example.gov",
    "SMTP_HOST": "mail.example.gov",
}
TEXTS = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "s3cret"}
HOOK = {
    "COUNTYLINE_STAFF_WEBHOOK": "https://hooks.example.gov/x?key=1",
    "COUNTYLINE_STAFF_WEBHOOK_SECRET": SECRET,
}


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
    assert settings.staff_mail is None
    assert settings.staff_webhook is None
    assert settings.sms is None
    assert settings.unclaimed_after == timedelta(minutes=30)
    assert settings.overdue_after == timedelta(minutes=60)


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
            "COUNTYLINE_HOST": "0.0.0.0",
            "COUNTYLINE_PORT": "80",
            "COUNTYLINE_PROXIES": "1",
            "COUNTYLINE_WEB_ORIGINS": "https://www.Example.gov, https://example.gov:8443",
            "COUNTYLINE_LIMIT_CONVERSATION": "6/minute",
            "COUNTYLINE_LIMIT_ADDRESS": "60/hour",
            "COUNTYLINE_LIMIT_EVERYBODY": "600/day",
            "COUNTYLINE_RASA_PORT": "81",
            "COUNTYLINE_ACTIONS_PORT": "82",
            "COUNTYLINE_RASA_SECRET": "s",
            "COUNTYLINE_VOICE_TOKEN": "t",
            "COUNTYLINE_STAFF_MAIL": "clerk@example.gov, deputy@example.gov",
            "COUNTYLINE_MAIL_FROM": "desk@example.gov",
            "SMTP_HOST": "mail.example.gov",
            "SMTP_PORT": "2525",
            "SMTP_USERNAME": "desk",
            "SMTP_PASSWORD": "p",
            "SMTP_STARTTLS": "yes",
            "COUNTYLINE_STAFF_WEBHOOK": "https://hooks.example.gov/x?key=1",
            "COUNTYLINE_STAFF_WEBHOOK_SECRET": f"whsec_{SECRET}",
            "COUNTYLINE_UNCLAIMED_MINUTES": "15",
            "COUNTYLINE_OVERDUE_MINUTES": "0",
            "COUNTYLINE_REVIEW_MINUTES": "90",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": "a",
            "TWILIO_MESSAGING_SERVICE_SID": SERVICE,
            "TWILIO_PHONE_NUMBER": "+18165550100",
            "COUNTYLINE_SMS_API": "http://localhost:9/",
            "COUNTYLINE_SMS_COUNTRIES": "+1, +52",
            "COUNTYLINE_SMS_FOLLOW_UP": "yes",
            "COUNTYLINE_SMS_RATE": "10/second",
            "COUNTYLINE_SMS_RATE_NUMBER": "9/minute",
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
        host="0.0.0.0",
        port=80,
        proxies=1,
        web_origins=("https://www.example.gov", "https://example.gov:8443"),
        limit_conversation="6/minute",
        limit_address="60/hour",
        limit_everybody="600/day",
        rasa_port=81,
        actions_port=82,
        rasa_secret="s",
        voice_token="t",
        staff_mail=StaffMail(
            to=("clerk@example.gov", "deputy@example.gov"),
            sender="desk@example.gov",
            host="mail.example.gov",
            port=2525,
            username="desk",
            password="p",
            starttls=True,
        ),
        staff_webhook=StaffWebhook("https://hooks.example.gov/x?key=1", KEY),
        unclaimed_after=timedelta(minutes=15),
        overdue_after=None,
        review_near=timedelta(minutes=90),
        sms=Sms(
            account_sid=ACCOUNT,
            auth_token="a",
            messaging_service_sid=SERVICE,
            phone_number="+18165550100",
            api="http://localhost:9",
            countries=("+1", "+52"),
            rate="10/second",
            rate_number="9/minute",
            follows_up=True,
        ),
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
        ("COUNTYLINE_PROXIES", "-1"),
        ("COUNTYLINE_PROXIES", "10"),
        ("COUNTYLINE_WEB_ORIGINS", "example.gov"),
        ("COUNTYLINE_WEB_ORIGINS", "https://example.gov/page"),
        ("COUNTYLINE_WEB_ORIGINS", "*"),
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


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        (MAIL | {"COUNTYLINE_STAFF_MAIL": "clerk"}, "COUNTYLINE_STAFF_MAIL"),
        (MAIL | {"COUNTYLINE_STAFF_MAIL": "a@b.gov\nBcc: c@d.gov"}, "COUNTYLINE_STAFF_MAIL"),
        (MAIL | {"COUNTYLINE_MAIL_FROM": ""}, "COUNTYLINE_MAIL_FROM"),
        (MAIL | {"COUNTYLINE_MAIL_FROM": "a@b.gov\r\nX: y"}, "COUNTYLINE_MAIL_FROM"),
        (MAIL | {"SMTP_HOST": ""}, "SMTP_HOST"),
        (MAIL | {"SMTP_HOST": "mail example"}, "SMTP_HOST"),
        (MAIL | {"SMTP_PORT": "smtp"}, "SMTP_PORT"),
        (MAIL | {"SMTP_STARTTLS": "maybe"}, "SMTP_STARTTLS"),
        (MAIL | {"SMTP_USERNAME": "u"}, "SMTP_PASSWORD"),
        (MAIL | {"SMTP_PASSWORD": "s3cret"}, "SMTP_USERNAME"),
        (
            MAIL | {"SMTP_USERNAME": "u", "SMTP_PASSWORD": "s3cret", "SMTP_STARTTLS": "no"},
            "SMTP_STARTTLS",
        ),
        ({"TWILIO_AUTH_TOKEN": "s3cret"}, "TWILIO_ACCOUNT_SID"),
        (TEXTS | {"TWILIO_ACCOUNT_SID": "s3cret"}, "TWILIO_ACCOUNT_SID"),
        (TEXTS | {"TWILIO_MESSAGING_SERVICE_SID": "s3cret"}, "TWILIO_MESSAGING_SERVICE_SID"),
        (TEXTS | {"TWILIO_PHONE_NUMBER": "816-555-0100"}, "TWILIO_PHONE_NUMBER"),
        (TEXTS | {"COUNTYLINE_SMS_API": "http://example.gov"}, "COUNTYLINE_SMS_API"),
        (TEXTS | {"COUNTYLINE_SMS_COUNTRIES": "US"}, "COUNTYLINE_SMS_COUNTRIES"),
        (TEXTS | {"COUNTYLINE_SMS_FOLLOW_UP": "perhaps"}, "COUNTYLINE_SMS_FOLLOW_UP"),
        (HOOK | {"COUNTYLINE_STAFF_WEBHOOK": "hooks.example.gov/s3cret"}, "COUNTYLINE_STAFF_WEB"),
        (HOOK | {"COUNTYLINE_STAFF_WEBHOOK": "https://u:s3cret@h.gov"}, "COUNTYLINE_STAFF_WEB"),
        (HOOK | {"COUNTYLINE_STAFF_WEBHOOK_SECRET": ""}, "COUNTYLINE_STAFF_WEBHOOK_SECRET"),
        (HOOK | {"COUNTYLINE_STAFF_WEBHOOK_SECRET": "s3cret"}, "COUNTYLINE_STAFF_WEBHOOK_SECRET"),
        ({"COUNTYLINE_UNCLAIMED_MINUTES": "-1"}, "COUNTYLINE_UNCLAIMED_MINUTES"),
        ({"COUNTYLINE_OVERDUE_MINUTES": "10081"}, "COUNTYLINE_OVERDUE_MINUTES"),
        ({"COUNTYLINE_REVIEW_MINUTES": "soon"}, "COUNTYLINE_REVIEW_MINUTES"),
    ],
)
def test_what_telling_staff_needs_is_named_without_secrets(
    tmp_path: Path, given: dict[str, str], variable: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(given, tmp_path)
    assert variable in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_other_programs_mail_settings_mean_nothing_alone(tmp_path: Path) -> None:
    others = {"SMTP_HOST": "???", "SMTP_PORT": "smtp", "SMTP_PASSWORD": "p"}
    assert Settings.from_environment(others, tmp_path).staff_mail is None


def test_tls_is_the_rule(tmp_path: Path) -> None:
    by_port = {
        port: Settings.from_environment(MAIL | {"SMTP_PORT": port}, tmp_path).staff_mail
        for port in ("25", "587", "465")
    }
    starttls = {port: mail and mail.starttls for port, mail in by_port.items()}
    assert starttls == {"25": True, "587": True, "465": False}


def test_a_password_may_go_to_this_computer_in_the_clear(tmp_path: Path) -> None:
    local = {"SMTP_HOST": "localhost", "SMTP_USERNAME": "u", "SMTP_PASSWORD": "s3cret"}
    settings = Settings.from_environment(MAIL | local | {"SMTP_STARTTLS": "no"}, tmp_path)
    assert settings.staff_mail is not None
    assert "s3cret" not in repr(settings)
    assert "key=1" not in repr(Settings.from_environment(HOOK, tmp_path))


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
