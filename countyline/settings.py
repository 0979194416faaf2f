"""Every setting, once.

Settings come from environment variables and from a `.env` file in the project's folder; a
variable of the environment wins over the file. Nothing is read when this module is imported.

Only the standard library is used here: both environments import this module, so it keeps to
Python 3.10.
"""

import base64
import binascii
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from countyline.problem import Problem

PROJECT_ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = "examples"
DEFAULT_STATUS = "examples/jackson-county-2024/2024-04-03.yml"
DEFAULT_VAR = "var"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
DEFAULT_RASA_PORT = 5005
DEFAULT_ACTIONS_PORT = 5055
DEFAULT_LIMIT_CONVERSATION = "60/minute"
DEFAULT_LIMIT_ADDRESS = "600/minute"
DEFAULT_LIMIT_EVERYBODY = "6000/minute"
DEFAULT_SMTP_PORT = 587
SMTP_PORT_WITH_TLS = 465
DEFAULT_UNCLAIMED_AFTER: timedelta | None = timedelta(minutes=30)
DEFAULT_OVERDUE_AFTER: timedelta | None = timedelta(minutes=60)
DEFAULT_REVIEW_NEAR: timedelta | None = timedelta(hours=2)
DEFAULT_SMS_API = "https://api.twilio.com"
DEFAULT_SMS_COUNTRIES = ("+1",)
DEFAULT_SMS_RATE = "3/second"
DEFAULT_SMS_RATE_NUMBER = "30/minute"

VARIABLES = (
    "COUNTYLINE_STATUS",
    "COUNTYLINE_NOW",
    "COUNTYLINE_NOW_OFFSET",
    "COUNTYLINE_VAR",
    "COUNTYLINE_DATABASE_URL",
    "COUNTYLINE_PUBLIC_URL",
    "COUNTYLINE_HOST",
    "COUNTYLINE_PORT",
    "COUNTYLINE_PROXIES",
    "COUNTYLINE_WEB_ORIGINS",
    "COUNTYLINE_LIMIT_CONVERSATION",
    "COUNTYLINE_LIMIT_ADDRESS",
    "COUNTYLINE_LIMIT_EVERYBODY",
    "COUNTYLINE_RASA_PORT",
    "COUNTYLINE_ACTIONS_PORT",
    "COUNTYLINE_RASA_SECRET",
    "COUNTYLINE_VOICE_TOKEN",
    "COUNTYLINE_STAFF_MAIL",
    "COUNTYLINE_MAIL_FROM",
    "SMTP_HOST",
    "SMTP_PORT",
    "SMTP_USERNAME",
    "SMTP_PASSWORD",
    "SMTP_STARTTLS",
    "COUNTYLINE_STAFF_WEBHOOK",
    "COUNTYLINE_STAFF_WEBHOOK_SECRET",
    "COUNTYLINE_UNCLAIMED_MINUTES",
    "COUNTYLINE_OVERDUE_MINUTES",
    "COUNTYLINE_REVIEW_MINUTES",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_MESSAGING_SERVICE_SID",
    "TWILIO_PHONE_NUMBER",
    "COUNTYLINE_SMS_API",
    "COUNTYLINE_SMS_COUNTRIES",
    "COUNTYLINE_SMS_FOLLOW_UP",
    "COUNTYLINE_SMS_RATE",
    "COUNTYLINE_SMS_RATE_NUMBER",
)
"""Every variable that a running Countyline reads; `docs/settings.md` explains each."""

_Value = TypeVar("_Value")


class SettingsError(Problem):
    """A setting has a value that cannot be used: names the variable, the value and the mend."""

    def __init__(self, variable: str, value: str, instead: str) -> None:
        super().__init__(f"The setting {variable} is {value!r}: {instead}")
        self.variable = variable


@dataclass(frozen=True)
class StaffMail:
    """Where staff are told by e-mail, and the server that takes it.

    Attributes:
        to: the addresses of staff.
        sender: the address that it comes from.
        host: the mail server.
        port: its port; on 465 TLS is spoken from the start.
        username: what to sign in with; None: the server asks for nothing.
        password: likewise.
        starttls: whether to change to TLS before anything is said.
    """

    to: tuple[str, ...]
    sender: str
    host: str
    port: int
    username: str | None
    password: str | None = field(repr=False)
    starttls: bool


@dataclass(frozen=True)
class StaffWebhook:
    """Where another program is told. The address may be a secret of its own.

    Attributes:
        url: where to post.
        key: what the posts are signed with.
    """

    url: str = field(repr=False)
    key: bytes = field(repr=False)


@dataclass(frozen=True)
class Sms:
    """The account at Twilio that texts come from and go to.

    Attributes:
        account_sid: the account.
        auth_token: proves who calls, in both directions.
        messaging_service_sid: the service that texts go out through; None: none.
        phone_number: the county's number, for texts that answer none; None: none.
        api: the address of Twilio's REST API.
        countries: the calling codes of the numbers that are answered, such as `+1`.
        rate: how many segments may go out in all, such as `3/second`.
        rate_number: how many segments may go to one number.
        follows_up: whether what staff write also goes to numbers that residents left on the web.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    messaging_service_sid: str | None
    phone_number: str | None
    api: str
    countries: tuple[str, ...]
    rate: str
    rate_number: str
    follows_up: bool


@dataclass(frozen=True)
class Settings:
    """What this installation is told from outside. Paths are absolute.

    Attributes:
        root: the project's folder.
        status: the status document to serve.
        now: the pretended time as it was given, aware; None: not pretended.
        now_offset: what to add to real time, resolved once for all processes; None: not
            resolved yet (a process that was started by hand).
        var: the folder of everything that is written while running.
        database_url: SQLAlchemy URL for conversations, cases and ledger.
        public_url: the address that the outside uses, without a slash at its end.
        host: the address of this computer on which the public site listens.
        port: the public site and staff console.
        proxies: how many trusted proxies stand before the public site.
        web_origins: the websites, besides our own, that may carry the widget.
        limit_conversation: how many messages one conversation may send, such as `60/minute`.
        limit_address: how many messages and new conversations may come from one address.
        limit_everybody: how many of them may come in all.
        rasa_port: Rasa, on loopback.
        actions_port: the action server, on loopback.
        rasa_secret: what Rasa asks callers for; None: nothing.
        voice_token: bearer token of a phone system; None: phone systems are refused.
        staff_mail: how staff are told of cases by e-mail; None: they are not.
        staff_webhook: how another program is told of cases; None: it is not.
        unclaimed_after: staff time after which an unclaimed case is told of; None: never.
        overdue_after: staff time after which a claimed case without a reply is told of.
        review_near: how long before their review time publishers are reminded of facts; None: not
            before.
        sms: the account for texts; None: texts are refused.
    """

    root: Path
    status: Path
    now: datetime | None
    now_offset: timedelta | None
    var: Path
    database_url: str
    public_url: str
    host: str
    port: int
    proxies: int
    web_origins: tuple[str, ...]
    limit_conversation: str
    limit_address: str
    limit_everybody: str
    rasa_port: int
    actions_port: int
    rasa_secret: str | None
    voice_token: str | None
    staff_mail: StaffMail | None
    staff_webhook: StaffWebhook | None
    unclaimed_after: timedelta | None
    overdue_after: timedelta | None
    review_near: timedelta | None
    sms: Sms | None

    @property
    def publication(self) -> Path:
        """The folder of published revisions."""
        return self.var / "publication"

    @property
    def model(self) -> Path:
        """The one trained model that is served."""
        return self.root / "models" / "countyline.tar.gz"

    @property
    def serves_example(self) -> bool:
        """Whether the status document is one of the examples, so that all of it is a replay."""
        return self.root / EXAMPLES in self.status.parents

    @property
    def public_is_local(self) -> bool:
        """Whether the public address reaches nobody but this computer."""
        return urlsplit(self.public_url).hostname in {"localhost", "127.0.0.1", "::1"}

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] | None = None, root: Path = PROJECT_ROOT
    ) -> "Settings":
        """Read the settings.

        Args:
            environ: environment variables, by default those of this process.
            root: the project's folder; `.env` and relative paths are looked up there.

        Raises:
            SettingsError: a value cannot be used.
        """
        root = root.resolve()
        real = os.environ if environ is None else environ
        given = {**read_env_file(root / ".env"), **real}
        # An empty variable is how shells and compose files say "not set".
        given = {name: value.strip() for name, value in given.items() if value.strip()}
        var = root / given.get("COUNTYLINE_VAR", DEFAULT_VAR)
        port = _read(given, "COUNTYLINE_PORT", _port, DEFAULT_PORT)
        return cls(
            root=root,
            status=(root / given.get("COUNTYLINE_STATUS", DEFAULT_STATUS)).resolve(),
            now=_read(given, "COUNTYLINE_NOW", _moment, None),
            now_offset=_read(given, "COUNTYLINE_NOW_OFFSET", _seconds, None),
            var=var.resolve(),
            database_url=given.get("COUNTYLINE_DATABASE_URL")
            or f"sqlite:///{var.resolve() / 'countyline.db'}",
            public_url=_read(
                given, "COUNTYLINE_PUBLIC_URL", _web_address, f"http://localhost:{port}"
            ),
            host=given.get("COUNTYLINE_HOST", DEFAULT_HOST),
            port=port,
            proxies=_read(given, "COUNTYLINE_PROXIES", _small_number, 0),
            web_origins=_read(given, "COUNTYLINE_WEB_ORIGINS", _origins, ()),
            limit_conversation=given.get(
                "COUNTYLINE_LIMIT_CONVERSATION", DEFAULT_LIMIT_CONVERSATION
            ),
            limit_address=given.get("COUNTYLINE_LIMIT_ADDRESS", DEFAULT_LIMIT_ADDRESS),
            limit_everybody=given.get("COUNTYLINE_LIMIT_EVERYBODY", DEFAULT_LIMIT_EVERYBODY),
            rasa_port=_read(given, "COUNTYLINE_RASA_PORT", _port, DEFAULT_RASA_PORT),
            actions_port=_read(given, "COUNTYLINE_ACTIONS_PORT", _port, DEFAULT_ACTIONS_PORT),
            rasa_secret=given.get("COUNTYLINE_RASA_SECRET"),
            voice_token=given.get("COUNTYLINE_VOICE_TOKEN"),
            staff_mail=_staff_mail(given),
            staff_webhook=_staff_webhook(given),
            unclaimed_after=_read(
                given, "COUNTYLINE_UNCLAIMED_MINUTES", _minutes, DEFAULT_UNCLAIMED_AFTER
            ),
            overdue_after=_read(
                given, "COUNTYLINE_OVERDUE_MINUTES", _minutes, DEFAULT_OVERDUE_AFTER
            ),
            review_near=_read(
                given, "COUNTYLINE_REVIEW_MINUTES", _minutes, DEFAULT_REVIEW_NEAR
            ),
            sms=_sms(given),
        )


def read_env_file(path: Path) -> dict[str, str]:
    """Read `NAME=value` lines; comments, `export` and quotes are understood, nothing else.

    A file that does not exist gives no settings.

    Raises:
        Problem: the file cannot be read, or a line is not `NAME=value`.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"The settings file {path} cannot be read: {error}.") from error
    return dict(_assignments(path, text))


_ASSIGNMENT = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")


def _assignments(path: Path, text: str) -> Iterator[tuple[str, str]]:
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _ASSIGNMENT.fullmatch(line)
        if match is None:
            raise Problem(f"Line {number} of {path} is not a setting: write NAME=value.")
        yield match.group(1), _unquoted(match.group(2))


def _unquoted(value: str) -> str:
    for quote in ("'", '"'):
        if value.startswith(quote):
            inside, end, _ = value[1:].partition(quote)
            return inside if end else value
    return value.split(" #", 1)[0].strip()


def _read(
    given: Mapping[str, str],
    variable: str,
    convert: Callable[[str, str], _Value],
    default: _Value,
) -> _Value:
    value = given.get(variable)
    return default if value is None else convert(variable, value)


def _port(variable: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise SettingsError(variable, value, "write a port number from 1 to 65535.")
    return int(value)


def _small_number(variable: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= 9):
        raise SettingsError(variable, value, "write a whole number from 0 to 9.")
    return int(value)


_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def _origins(variable: str, value: str) -> tuple[str, ...]:
    origins = tuple(value.replace(",", " ").lower().split())
    if not all(_ORIGIN.fullmatch(origin) for origin in origins):
        raise SettingsError(
            variable,
            value,
            "write websites without a path, with a space between them, such as "
            "https://www.example.gov https://example.gov.",
        )
    return origins


def _moment(variable: str, value: str) -> datetime:
    # Python 3.10 does not read the "Z" that ISO 8601 allows for UTC.
    text = value[:-1] + "+00:00" if value[-1:] in {"Z", "z"} else value
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise SettingsError(
            variable,
            value,
            "write a time with its offset from UTC, such as 2024-04-03T08:00:00-05:00.",
        )
    return moment


def _seconds(variable: str, value: str) -> timedelta:
    try:
        return timedelta(seconds=float(value))
    except (ValueError, OverflowError):
        raise SettingsError(
            variable, value, "leave it unset; `make run` sets it for its processes, in seconds."
        ) from None


def _web_address(variable: str, value: str) -> str:
    mend = "write the whole address, such as https://chat.example.gov."
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        usable = usable and not parts.query and not parts.fragment and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(variable, value, mend)
    return value.rstrip("/")


# Telling staff


def _staff_mail(given: Mapping[str, str]) -> StaffMail | None:
    nobody: tuple[str, ...] = ()
    to = _read(given, "COUNTYLINE_STAFF_MAIL", _addresses, nobody)
    if not to:
        return None  # The names SMTP_… are used by many programs: alone they mean nothing.
    port = _read(given, "SMTP_PORT", _port, DEFAULT_SMTP_PORT)
    mail = StaffMail(
        to=to,
        sender=_address(
            "COUNTYLINE_MAIL_FROM", _needed(given, "COUNTYLINE_MAIL_FROM", "COUNTYLINE_STAFF_MAIL")
        ),
        host=_host("SMTP_HOST", _needed(given, "SMTP_HOST", "COUNTYLINE_STAFF_MAIL")),
        port=port,
        username=given.get("SMTP_USERNAME"),
        password=given.get("SMTP_PASSWORD"),
        starttls=_read(given, "SMTP_STARTTLS", _yes_or_no, port != SMTP_PORT_WITH_TLS),
    )
    _check_sign_in(mail)
    return mail


def _check_sign_in(mail: StaffMail) -> None:
    if (mail.username is None) != (mail.password is None):
        missing = "SMTP_PASSWORD" if mail.password is None else "SMTP_USERNAME"
        raise SettingsError(missing, "", "write it, or leave out the other one of the two.")
    is_safe = mail.starttls or mail.port == SMTP_PORT_WITH_TLS or mail.host in _LOOPBACK
    if mail.password is not None and not is_safe:
        raise SettingsError(
            "SMTP_STARTTLS", "no", "leave it out: a password is never sent without TLS."
        )


_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def _staff_webhook(given: Mapping[str, str]) -> StaffWebhook | None:
    url = _read(given, "COUNTYLINE_STAFF_WEBHOOK", _webhook_address, "")
    if not url:
        return None
    name = "COUNTYLINE_STAFF_WEBHOOK_SECRET"
    return StaffWebhook(url, _key(name, _needed(given, name, "COUNTYLINE_STAFF_WEBHOOK")))


def _needed(given: Mapping[str, str], variable: str, because_of: str) -> str:
    value = given.get(variable)
    if value is None:
        raise SettingsError(variable, "", f"write it, because {because_of} needs it.")
    return value


# One address, without what could end a header or begin another.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}[A-Za-z0-9]")
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*|[0-9a-fA-F:]+")


def _address(variable: str, value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise SettingsError(variable, value, "write one e-mail address, such as desk@example.gov.")
    return value


def _addresses(variable: str, value: str) -> tuple[str, ...]:
    found = tuple(value.replace(",", " ").split())
    if not all(_ADDRESS.fullmatch(one) for one in found):
        raise SettingsError(
            variable,
            value,
            "write e-mail addresses with a space between them, such as "
            "clerk@example.gov deputy@example.gov.",
        )
    return found


def _host(variable: str, value: str) -> str:
    if not _HOST.fullmatch(value):
        raise SettingsError(variable, value, "write a server's name, such as mail.example.gov.")
    return value


def _yes_or_no(variable: str, value: str) -> bool:
    answers = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if value.lower() not in answers:
        raise SettingsError(variable, value, "write yes or no.")
    return answers[value.lower()]


def _minutes(variable: str, value: str) -> timedelta | None:
    if not (value.isascii() and value.isdigit() and len(value) <= 5 and int(value) <= 10080):
        raise SettingsError(
            variable, value, "write a whole number of minutes from 1 to 10080, or 0 for never."
        )
    return timedelta(minutes=int(value)) or None


def _webhook_address(variable: str, value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        usable = usable and "@" not in parts.netloc and not parts.fragment
        usable = usable and value.isascii() and value.isprintable() and " " not in value
    except ValueError:
        usable = False
    if not usable:
        # The address may hold a key, so it is not repeated.
        raise SettingsError(
            variable, "…", "write the whole address, such as https://example.gov/hooks/countyline."
        )
    return value


def _key(variable: str, value: str) -> bytes:
    try:
        key = base64.b64decode(value.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not 24 <= len(key) <= 64:
        raise SettingsError(
            variable, "…", "write 24 to 64 random bytes in base64: openssl rand -base64 32."
        )
    return key


# Texts


def _sms(given: Mapping[str, str]) -> Sms | None:
    token = given.get("TWILIO_AUTH_TOKEN")
    if token is None:
        return None
    name = "TWILIO_ACCOUNT_SID"
    return Sms(
        account_sid=_account_sid(name, _needed(given, name, "TWILIO_AUTH_TOKEN")),
        auth_token=token,
        messaging_service_sid=_read(given, "TWILIO_MESSAGING_SERVICE_SID", _service_sid, None),
        phone_number=_read(given, "TWILIO_PHONE_NUMBER", _phone_number, None),
        api=_read(given, "COUNTYLINE_SMS_API", _safe_address, DEFAULT_SMS_API),
        countries=_read(given, "COUNTYLINE_SMS_COUNTRIES", _calling_codes, DEFAULT_SMS_COUNTRIES),
        rate=given.get("COUNTYLINE_SMS_RATE", DEFAULT_SMS_RATE),
        rate_number=given.get("COUNTYLINE_SMS_RATE_NUMBER", DEFAULT_SMS_RATE_NUMBER),
        follows_up=_read(given, "COUNTYLINE_SMS_FOLLOW_UP", _yes_or_no, True),
    )


def _safe_address(variable: str, value: str) -> str:
    address = _web_address(variable, value)
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise SettingsError(variable, value, "write https: the token is sent to it.")
    return address


def _account_sid(variable: str, value: str) -> str:
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", value):
        # It may be the token that was written here, so it is not repeated.
        raise SettingsError(
            variable, "…", "write AC and 32 hexadecimal digits, as Twilio's console shows them."
        )
    return value


def _service_sid(variable: str, value: str) -> str:
    if not re.fullmatch(r"MG[0-9a-fA-F]{32}", value):
        raise SettingsError(
            variable, "…", "write MG and 32 hexadecimal digits, as Twilio's console shows them."
        )
    return value


def _phone_number(variable: str, value: str) -> str:
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}|[0-9]{5,6}", value):
        raise SettingsError(
            variable, value, "write the number as +18165550100, or a short code of 5 or 6 digits."
        )
    return value


def _calling_codes(variable: str, value: str) -> tuple[str, ...]:
    codes = tuple(value.replace(",", " ").split())
    if not all(re.fullmatch(r"\+[1-9][0-9]{0,5}", code) for code in codes):
        raise SettingsError(
            variable, value, "write calling codes with a space between them, such as +1 +52."
        )
    return codes
