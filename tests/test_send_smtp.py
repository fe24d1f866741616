"""The SMTP mailer against real servers: aiosmtpd, and a script for what aiosmtpd is too well-behaved to say."""

from __future__ import annotations

import socket
import ssl
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.smtp import AuthResult
from hypothesis import given, settings
from hypothesis import strategies as st
from send_parts import Manners, scripted, serving

from digest.errors import MessageError, SendError
from digest.send import DROPPED
from digest.send.smtp import SmtpMailer, _on_the_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from send_parts import Answer

MESSAGE = b"Subject: The week\r\n\r\nOne line.\r\n..hidden dot\r\n"
SENDER = "weekly@example.org"


def mailer_at(port: int, **options: Any) -> SmtpMailer:
    """Make a mailer without TLS for a server on loopback."""
    return SmtpMailer(
        **{"host": "127.0.0.1", "port": port, "security": "none", "local_hostname": "example.org"} | options
    )


@pytest.fixture
def manners() -> Manners:
    """Give a server's manners."""
    return Manners()


@pytest.fixture
def mailer(manners: Manners) -> Iterator[SmtpMailer]:
    """Give a mailer to an aiosmtpd with manners."""
    with serving(manners) as port:
        mailer = mailer_at(port)
        yield mailer
        mailer.close()


def test_one_connection_serves_many_and_the_bytes_arrive_as_they_are(mailer: SmtpMailer, manners: Manners) -> None:
    """A handshake costs more than a message; a line that begins with a dot keeps it."""
    for number in range(5):
        reply = mailer.submit(SENDER, f"ann{number}@example.net", MESSAGE)
        assert (reply.code, reply.text, reply.is_ambiguous) == (250, "2.0.0 taken", False)
    assert manners.connections == 1
    assert manners.accepted == [(f"ann{number}@example.net", MESSAGE) for number in range(5)]


def test_a_refused_recipient_leaves_the_connection_fit_for_the_next(mailer: SmtpMailer, manners: Manners) -> None:
    """Refused at RCPT or after the message, for now or for good: the reply tells, and RSET clears the table."""
    replies = [
        mailer.submit(SENDER, f"{name}@example.net", MESSAGE)
        for name in ("soft", "ann", "hard", "full", "bob", "spam", "cid")
    ]
    assert [reply.code for reply in replies] == [450, 250, 550, 452, 250, 554, 250]
    assert replies[2].text == "5.1.1 no such user"
    assert manners.recipients == ["ann@example.net", "bob@example.net", "cid@example.net"]
    assert manners.connections == 1


def test_after_421_the_next_message_gets_a_new_connection(mailer: SmtpMailer, manners: Manners) -> None:
    """On a connection that was used before, 421 only means that this one is over: the recipient is offered again."""
    codes = [mailer.submit(SENDER, f"{name}@example.net", MESSAGE).code for name in ("bye", "ann", "bye", "ann")]
    assert codes == [421, 250, 421, 250]
    assert manners.connections == 4
    assert manners.offered.count("bye@example.net") == 3


def test_a_drop_after_the_dot_is_ambiguous_and_not_repeated_here(mailer: SmtpMailer, manners: Manners) -> None:
    """The server has it, and we cannot know (RFC 1047): whoever keeps the ledger decides."""
    mailer.submit(SENDER, "ann@example.net", MESSAGE)
    reply = mailer.submit(SENDER, "drop@example.net", MESSAGE)
    assert (reply.code, reply.is_ambiguous) == (DROPPED, True)
    assert manners.recipients == ["ann@example.net", "drop@example.net"]
    assert mailer.submit(SENDER, "bob@example.net", MESSAGE).code == 250


def test_a_line_over_998_octets_is_the_servers_to_refuse(mailer: SmtpMailer) -> None:
    """RFC 5321 §4.5.3.1.6: the refusal is a reply, not an end of the run."""
    assert mailer.submit(SENDER, "ann@example.net", b"Subject: x\r\n\r\n" + b"x" * 1200 + b"\r\n").code == 500
    assert mailer.submit(SENDER, "ann@example.net", b"Subject: x\r\n\r\n" + b"x" * 998 + b"\r\n").code == 250


def test_a_domain_in_letters_goes_as_a_labels(mailer: SmtpMailer, manners: Manners) -> None:
    """No server need know SMTPUTF8 for `bücher.example`."""
    mailer.submit(SENDER, " Ann@Bücher.Example ", MESSAGE)
    assert manners.recipients == ["Ann@xn--bcher-kva.example"]


@pytest.mark.parametrize(
    "to", ["ann", "ann@", "änn@example.net", "ann@example.net>\r\nDATA", "ann@example.net\r\nRCPT TO:<x@y.example>", ""]
)
def test_what_is_no_address_is_not_said_to_a_server(mailer: SmtpMailer, manners: Manners, to: str) -> None:
    """An address could carry commands."""
    with pytest.raises(MessageError, match="no mail can be sent there"):
        mailer.submit(SENDER, to, MESSAGE)
    assert not manners.offered


def test_a_sender_that_is_no_address_serves_nobody(mailer: SmtpMailer, manners: Manners) -> None:
    """It would fail every recipient for good."""
    with pytest.raises(SendError, match="nothing can be sent from 'weekly'; see the sender's address"):
        mailer.submit("weekly", "ann@example.net", MESSAGE)
    assert not manners.offered


def test_nobody_listens() -> None:
    """The message names the server and the keys to look at."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(SendError, match=rf"^127\.0\.0\.1:{port}: no connection \(.*refused\); see .*mail\.port"):
        mailer_at(port).submit(SENDER, "ann@example.net", MESSAGE)


def test_a_server_that_goes_away_stops_the_run() -> None:
    """The second recipient was not offered: no reply, but an error."""
    with serving(Manners()) as port:
        mailer = mailer_at(port)
        mailer.submit(SENDER, "ann@example.net", MESSAGE)
    with pytest.raises(SendError, match="no connection"):
        mailer.submit(SENDER, "bob@example.net", MESSAGE)
    mailer.close()


def test_an_unknown_security_is_refused_at_once() -> None:
    """A misspelled word must not mean: without TLS."""
    with pytest.raises(ValueError, match="starttls, tls, none"):
        mailer_at(25, security="ssl")


# ---- what aiosmtpd does not say ---------------------------------------------------------------------------------


def script(**answers: Answer) -> Callable[[str], Answer]:
    """Answer by the command's verb: EHLO, MAIL, RCPT, DATA, `message`, AUTH, RSET; anything else is 250."""
    usual: dict[str, Answer] = {"DATA": "354 go ahead", "QUIT": None}

    def answer(command: str) -> Answer:
        verb = "message" if command == "." else command.partition(" ")[0].upper()
        return (usual | answers).get(verb, "250 ok")

    return answer


def submit_once(answers: Callable[[str], Answer], *, greeting: str = "220 script", **options: Any) -> Any:
    """Submit one message to a scripted server."""
    with scripted(answers, greeting=greeting) as port:
        mailer = mailer_at(port, **options)
        try:
            return mailer.submit(SENDER, "ann@example.net", MESSAGE)
        finally:
            mailer.close()


@pytest.mark.parametrize(
    ("answers", "code", "is_ambiguous"),
    [
        (script(MAIL="452 4.3.1 no room"), 452, False),
        (script(MAIL=None), 421, False),
        (script(RCPT=None), 421, False),
        (script(RCPT="nonsense"), 451, False),
        (script(RCPT="252 cannot verify"), 250, False),
        (script(DATA="250 what?"), 451, False),
        (script(DATA="554 5.5.1 no valid recipients"), 554, False),
        (script(DATA=None), 421, False),
        (script(message=None), DROPPED, True),
        (script(message="nonsense"), DROPPED, True),
        (script(message="354 more?"), DROPPED, True),
        (script(message="421 4.3.2 shutting down"), 421, False),
        (script(message="550 5.7.1 no", RSET=None), 550, False),
        (script(EHLO="500 what?"), 250, False),
    ],
)
def test_every_break_and_every_odd_reply_has_its_meaning(
    answers: Callable[[str], Answer], code: int, *, is_ambiguous: bool
) -> None:
    """Before the final dot nothing was taken; after it, anything but a clear reply leaves it open."""
    reply = submit_once(answers)
    assert (reply.code, reply.is_ambiguous) == (code, is_ambiguous)


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (script(MAIL="550 5.7.1 not yours"), r"takes no mail from <weekly@example.org> \(550 5.7.1 not yours\)"),
        (script(MAIL="530 5.7.0 log in first"), "530 5.7.0 log in first"),
        (script(RCPT="530 5.7.0 log in first"), "wants us to log in .*mail.username"),
        (script(EHLO="250-script\r\n250 SIZE 20"), r"bytes and it takes 20"),
    ],
)
def test_what_is_about_us_is_no_recipients_failure(answers: Callable[[str], Answer], why: str) -> None:
    """Otherwise a wrong sender address would fail every reader of the list for good."""
    with pytest.raises(SendError, match=why):
        submit_once(answers)


def test_a_server_that_will_not_serve_says_so_at_the_door() -> None:
    """Too many connections, or blocked: the words of the server are shown."""
    with pytest.raises(SendError, match=r"does not serve us now \(554 5.7.1 go away\)"):
        submit_once(script(), greeting="554 5.7.1 go away")


def test_size_and_8bitmime_are_said_where_the_server_knows_them() -> None:
    """RFC 1870 and RFC 6152: a relay can refuse before the message travels."""
    said: list[str] = []
    usual = script(EHLO="250-script\r\n250-SIZE 1000000\r\n250 8BITMIME")

    def answer(command: str) -> Answer:
        said.append(command)
        return usual(command)

    with scripted(answer) as port:
        mailer = mailer_at(port)
        mailer.submit(SENDER, "ann@example.net", b"x\r\n")
        mailer.submit("", "ann@example.net", "ä\r\n".encode())
        mailer.close()
    assert [line for line in said if line.startswith(("ehlo", "MAIL"))] == [
        "ehlo example.org",
        "MAIL FROM:<weekly@example.org> SIZE=3",
        "MAIL FROM:<> SIZE=4 BODY=8BITMIME",
    ]


def test_no_password_without_tls() -> None:
    """Anybody between could read it; the server is not even asked."""
    said: list[str] = []

    def answer(command: str) -> Answer:
        said.append(command)
        return "250-script\r\n250 AUTH PLAIN LOGIN"

    with pytest.raises(SendError, match="a password does not go without TLS"):
        submit_once(answer, username="ann", password="open sesame")
    assert not said


def test_starttls_is_required_where_it_was_asked_for() -> None:
    """A server, or somebody between, that hides STARTTLS gets no message in clear."""
    with pytest.raises(SendError, match="offers no STARTTLS"):
        submit_once(script(EHLO="250 script"), security="starttls")
    with pytest.raises(SendError, match="454 not now"):
        submit_once(script(EHLO="250-script\r\n250 STARTTLS", STARTTLS="454 not now"), security="starttls")


# ---- TLS --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a certificate for localhost that signs itself."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        (
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-days", "2", "-keyout", str(key), "-out", str(certificate), "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost"),
        ),
        check=True,
        capture_output=True,
    )
    return key, certificate


@pytest.fixture
def server_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """Give the server's side of TLS."""
    key, chain = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context


def authenticator(_server: object, _session: object, _envelope: object, mechanism: str, found: Any) -> AuthResult:
    """Let `ann` in with her password."""
    assert mechanism in {"PLAIN", "LOGIN"}
    return AuthResult(success=(found.login, found.password) == (b"ann", b"open sesame"), handled=False)


@pytest.fixture
def secure(manners: Manners, server_context: ssl.SSLContext) -> Iterator[int]:
    """Serve STARTTLS and then AUTH, both required."""
    options = {"tls_context": server_context, "require_starttls": True, "auth_required": True}
    with serving(manners, authenticator=authenticator, **options) as port:
        yield port


def test_starttls_and_login(
    secure: int, manners: Manners, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SSL_CERT_FILE names the authority, as for every OpenSSL program."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    mailer = mailer_at(secure, host="localhost", security="starttls", username="ann", password="open sesame")
    assert mailer.submit(SENDER, "bob@example.net", MESSAGE).code == 250
    mailer.close()
    assert manners.recipients == ["bob@example.net"]


@pytest.mark.parametrize(
    ("host", "is_trusted", "why"),
    [("localhost", False, "self-signed"), ("127.0.0.1", True, "IP address mismatch")],
)
def test_a_certificate_that_is_not_the_servers_is_refused(
    secure: int,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    *,
    is_trusted: bool,
    why: str,
) -> None:
    """Without the check, TLS keeps out nobody who can answer in the server's place."""
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    mailer = mailer_at(secure, host=host, security="starttls")
    with pytest.raises(SendError, match=f"certificate is not to be trusted .*{why}"):
        mailer.submit(SENDER, "ann@example.net", MESSAGE)


@pytest.mark.parametrize("password", ["wrong secret", "gehëim secret", ""])
def test_a_refused_login_names_the_server_and_no_password(
    secure: int, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    """The error is shown, logged and pasted into bug reports; with what caused it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    mailer = mailer_at(secure, host="localhost", security="starttls", username="ann", password=password)
    with pytest.raises(SendError, match=rf"^localhost:{secure}: .*(DIGEST_SMTP_PASSWORD|outside ASCII)") as caught:
        mailer.submit(SENDER, "bob@example.net", MESSAGE)
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_password_that_the_server_echoes_is_not_shown(
    server_context: ssl.SSLContext, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some servers quote what they did not like."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    answers = script(EHLO="250-script\r\n250 AUTH PLAIN", AUTH="535 open sesame is wrong")
    with scripted(answers, context=server_context) as port:
        mailer = mailer_at(port, host="localhost", security="tls", username="ann", password="open sesame")
        with pytest.raises(SendError, match="535 … is wrong"):
            mailer.submit(SENDER, "bob@example.net", MESSAGE)


def test_a_server_without_login_is_named(
    server_context: ssl.SSLContext, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user name in the configuration, and a server that does not know AUTH."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    with scripted(script(EHLO="250 script"), context=server_context) as port:
        mailer = mailer_at(port, host="localhost", security="tls", username="ann", password="open sesame")
        with pytest.raises(SendError, match=r"see mail\.username and mail\.security"):
            mailer.submit(SENDER, "bob@example.net", MESSAGE)


# ---- bytes ------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"..", b"a", "é".encode(), b" "]), max_size=30))
def test_no_message_ends_early(parts: list[bytes]) -> None:
    """Whatever a message holds, the final dot is the only one, every line ends in CRLF, and the text comes back."""
    message = b"".join(parts)
    wire = _on_the_wire(message)
    assert wire.endswith(b".\r\n")
    assert wire.startswith(b".\r\n") == (wire == b".\r\n")
    assert wire.find(b"\r\n.\r\n") in {-1, len(wire) - 5}
    assert wire.count(b"\r") == wire.count(b"\n") == wire.count(b"\r\n")
    unstuffed = [line[1:] if line.startswith(b".") else line for line in wire.removesuffix(b".\r\n").split(b"\r\n")]
    wanted = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert unstuffed[: len(wanted)] == wanted
