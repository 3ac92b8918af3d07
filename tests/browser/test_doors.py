"""Who gets into the console, with what, and what nobody gets."""

import pytest

from bot.console import sessions
from bot.console.users import Users
from bot.ops.environment import CannotStart
from tests.browser.client import PASSWORD, Client

PATHS = ("/", "/inbox", "/sentences", "/sentences/edit?text=x", "/train", "/train/progress", "/models", "/services",
         "/audit")  # fmt: skip
FORMS = ("/inbox/label", "/inbox/leave-out", "/inbox/skip", "/inbox/undo", "/sentences/save", "/sentences/delete",
         "/train/start", "/models/promote", "/models/roll-back", "/language", "/sign-out")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_page_asks_a_stranger_to_sign_in(served, path):
    assert Client(served.url).get(path).url == f"{served.url}/sign-in"


def test_no_form_works_without_a_session_and_none_without_its_token(served):
    before, stranger, asha = served.all_messages(), Client(served.url), served.client("asha", "releaser")
    for path in FORMS:
        assert stranger.post(path, csrf="x").url == f"{served.url}/sign-in"
        assert asha.post(path, csrf="wrong").status == 403
        assert asha.post(path).status == 403
    assert served.all_messages() == before
    assert served.releases.promoted == []
    assert served.releases.phase == "idle"


def test_a_form_of_another_site_is_refused(served):
    asha = served.client()
    token = asha.get("/inbox").field("csrf")
    assert asha.post("/inbox/undo", {"Origin": "https://elsewhere.in"}, csrf=token).status == 400
    assert asha.post("/inbox/undo", {"Origin": served.url}, csrf=token).status == 200


def test_a_long_form_is_refused(served):
    asha = served.client()
    assert asha.post("/inbox/label", sentence="x" * 70_000).status == 400


def test_a_labeller_puts_nothing_live(served):
    asha, ravi = served.client("asha", "labeller"), served.client("ravi", "releaser")
    form = {"model": "20261125-new.tar.gz"}
    assert asha.post("/models/promote", csrf=asha.get("/models").field("csrf"), **form).status == 403
    assert asha.post("/models/roll-back", csrf=asha.get("/models").field("csrf")).status == 403
    assert served.releases.promoted == []
    assert "Put this model live" not in asha.get("/models").text
    ravi.post("/models/promote", csrf=ravi.get("/models").field("csrf"), reason="asked for", **form)
    assert served.releases.promoted == [("20261125-new.tar.gz", "ravi", "asked for")]


def test_a_model_that_may_not_go_live_is_refused_in_a_sentence(served):
    ravi = served.client("ravi", "releaser")
    said = ravi.post("/models/promote", csrf=ravi.get("/models").field("csrf"), model="20261110-bad.tar.gz")
    assert said.status == 409
    assert "Danger recall would fall" in said.text


def test_guessing_a_password_ends_after_five_tries(served):
    served.client()
    stranger = Client(served.url)
    for _ in range(sessions.TRIES):
        assert stranger.sign_in("asha", "not this one").status == 403
    assert stranger.sign_in("asha", PASSWORD).status == 429


def test_an_unknown_name_and_a_wrong_password_look_alike(served):
    served.client()
    unknown, wrong = (Client(served.url).sign_in(name, "not this one") for name in ("nobody", "asha"))
    assert unknown.status == wrong.status == 403
    assert "Name or password is wrong" in unknown.text
    assert "Name or password is wrong" in wrong.text


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(served):
    cookie = next(each for each in served.client().jar if each.name == sessions.COOKIE)
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "strict"
    assert cookie.expires


def test_a_session_ends_at_sign_out_with_the_user_and_with_the_password(served):
    users = Users(served.places.var / "users.yml")
    for end in ("sign_out", "remove", "password"):
        asha = served.client()
        copy = Client(served.url)
        for cookie in asha.jar:
            copy.jar.set_cookie(cookie)
        assert copy.get("/audit").url.endswith("/audit")
        if end == "sign_out":
            asha.post("/sign-out", csrf=asha.get("/audit").field("csrf"))
        else:
            users.remove("asha")
        if end == "password":
            users.add("asha", "labeller", "another long password")
        assert copy.get("/audit").url.endswith("/sign-in"), end


def test_a_session_ends_after_a_working_day(served, monkeypatch):
    asha = served.client()
    now = sessions.time.time()
    monkeypatch.setattr(sessions.time, "time", lambda: now + sessions.LASTS + 1)
    assert asha.get("/audit").url.endswith("/sign-in")


def test_passwords_are_kept_as_argon2_hashes_for_the_owner_only(served):
    served.client()
    file = served.places.var / "users.yml"
    assert "$argon2id$" in file.read_text()
    assert PASSWORD not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "role", "password", "said"),
    [
        ("Asha!", "labeller", PASSWORD, '"Asha!" is no name'),
        ("asha", "boss", PASSWORD, 'role "boss" is unknown'),
        ("asha", "labeller", "short", "has 5 characters"),
        ("ravi", "labeller", PASSWORD, '"ravi" is there already'),
    ],
)
def test_a_user_that_will_not_do_is_refused_in_a_sentence(tmp_path, name, role, password, said):
    users = Users(tmp_path / "users.yml")
    users.add("ravi", "releaser", PASSWORD)
    with pytest.raises(CannotStart) as error:
        users.add(name, role, password)
    assert said in str(error.value)
    assert list(users.all()) == ["ravi"]


def test_every_answer_forbids_scripts_of_others(served):
    import urllib.request

    with urllib.request.urlopen(f"{served.url}/sign-in") as answer:
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"


def test_behind_a_tls_proxy_the_cookie_is_secure(served):
    served.client()
    away = Client(served.url)
    away.headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    token = away.get("/sign-in").field("token")
    assert all(cookie.secure for cookie in away.jar)
    for cookie in away.jar:
        cookie.secure = False  # this client itself speaks http to the console, as the proxy does
    away.post("/sign-in", name="asha", password=PASSWORD, token=token)
    session = next(cookie for cookie in away.jar if cookie.name == sessions.COOKIE)
    assert session.secure


def test_nobody_signs_in_from_another_machine_without_tls(served):
    served.client()
    away = Client(served.url)
    away.headers = {"X-Forwarded-For": "203.0.113.9"}
    answer = away.sign_in("asha", PASSWORD)
    assert answer.status == 403
    assert "plain http from another machine" in answer.text
