"""The frame and its files: tabs by role, sample mark, strict policy, no foreign host, small downloads."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from accounts.models import User
from antt_portal.context import Portal
from territory.models import Village
from tests.conftest import PASSWORD

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FIRST_VISIT = 60_000
LATER_PAGE = 15_000
# Names of vocabularies, never fetched.
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")
FORBIDDEN = re.compile(
    r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\shx-on|\son[a-z]+=|javascript:", re.IGNORECASE
)


def portal_of(user: User | AnonymousUser, path: str = "/") -> Portal:
    request = RequestFactory().get(path)
    request.user = user
    return Portal(request)


def without_namespaces(text: str) -> str:
    for name in NAMESPACES:
        text = text.replace(name, "")
    return text


def assets_of(html: str) -> list[str]:
    """Static files that the page makes the browser fetch."""
    return re.findall(r'(?:src|href)="/static/([^"]+)"', html)


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def content_of(asset: str) -> bytes:
    found = finders.find(asset)
    assert isinstance(found, str), f"{asset} is missing: run npm run build"
    return Path(found).read_bytes()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_holds_no_inline_style_or_script(path: Path) -> None:
    assert not FORBIDDEN.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_names_no_foreign_host(path: Path) -> None:
    assert "://" not in without_namespaces(path.read_text(encoding="utf-8"))


def test_the_style_sheet_fetches_nothing_and_holds_no_foreign_font() -> None:
    css = content_of("build/antt.css").decode()
    assert "url(" not in css
    assert "@font-face" not in css
    assert "Transport" not in css
    assert "@import" not in css


@pytest.mark.django_db
def test_a_first_visit_is_small_and_asks_for_at_most_four_files(client: Client) -> None:
    page = client.get("/dang-nhap/")
    assets = assets_of(page.content.decode())
    sizes = {asset: packed(content_of(asset)) for asset in assets}
    assert len(assets) + 1 <= 4
    assert packed(page.content) <= LATER_PAGE
    assert packed(page.content) + sum(sizes.values()) <= FIRST_VISIT, sizes


@pytest.mark.django_db
def test_a_later_page_is_small(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    page = client.get("/huong-dan/")
    assert page.status_code == 200
    assert packed(page.content) <= LATER_PAGE


def test_every_static_file_that_a_template_names_is_collected(tmp_path: Path, settings: object) -> None:
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}  # type: ignore[attr-defined]
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]
    call_command("collectstatic", "--noinput", verbosity=0)
    collected = (tmp_path / "staticfiles.json").read_text(encoding="utf-8")
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r"{% static ['\"]([^'\"]+)", path.read_text(encoding="utf-8"))
    }
    assert named
    assert [name for name in named if f'"{name}"' not in collected] == []


def test_the_repository_holds_no_foreign_or_heavy_file() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    foreign = re.compile(r"\.min\.(js|css)$|\.(woff2?|ttf|otf|eot)$")
    lists = {".csv", ".png", ".txt"}
    assert [path for path in files if foreign.search(path.name)] == []
    heavy = [
        path for path in files if path.exists() and path.stat().st_size > 200_000 and path.suffix not in lists
    ]
    assert heavy == []


@pytest.mark.django_db
def test_a_signed_in_page_shows_unit_role_and_way_out(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    html = client.get("/huong-dan/").content.decode()
    assert "Xã Phước Hưng · huyện Tuy Phước · tỉnh Bình Định" in html
    assert "Cán bộ Công an cấp xã" in html
    assert 'action="/thoat/"' in html
    assert 'aria-current="page">Hướng dẫn</a>' in html


@pytest.mark.parametrize(
    ("who", "absent"),
    [
        ("clerk", {"users", "clients"}),
        ("province_finance", {"members"}),
        ("administrator", {"teams", "members", "dossiers", "runs", "documents", "reports"}),
    ],
)
def test_a_role_sees_the_tabs_that_it_may_open(
    who: str, absent: set[str], request: pytest.FixtureRequest
) -> None:
    shown = {tab.key for tab in portal_of(request.getfixturevalue(who)).tabs}
    assert {"home", "laws", "territory", "guide"} <= shown
    assert not shown & absent


def test_a_stranger_sees_no_tabs_no_unit_and_no_role() -> None:
    portal = portal_of(AnonymousUser())
    assert (portal.tabs, portal.unit, portal.role) == ([], "", "")


def test_the_home_tab_is_current_only_on_the_home_page(clerk: User) -> None:
    assert [tab.key for tab in portal_of(clerk).tabs if tab.current] == ["home"]
    assert [tab.key for tab in portal_of(clerk, "/huong-dan/").tabs if tab.current] == ["guide"]


@pytest.mark.django_db
def test_the_sample_mark_is_shown_while_the_portal_holds_sample_villages(
    client: Client, village: Village
) -> None:
    mark = "Dữ liệu mẫu: không phải người thật"
    assert mark not in client.get("/dang-nhap/").content.decode()
    Village.objects.filter(pk=village.pk).update(is_sample=True)
    assert mark in client.get("/dang-nhap/").content.decode()


@pytest.mark.django_db
def test_a_wrong_password_is_refused_in_words_and_the_name_is_kept(client: Client, clerk: User) -> None:
    answer = client.post("/dang-nhap/", {"username": clerk.username, "password": "sai"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Kiểm tra lại tên đăng nhập và mật khẩu" in html
    assert f'value="{clerk.username}"' in html


@pytest.mark.django_db
def test_the_right_password_leads_to_the_page_that_was_asked_for(client: Client, clerk: User) -> None:
    typed = {"username": clerk.username, "password": PASSWORD, "next": "/huong-dan/"}
    assert client.post("/dang-nhap/", typed).headers["Location"] == "/huong-dan/"


@pytest.mark.django_db
def test_a_page_that_does_not_exist_says_what_to_do(client: Client) -> None:
    answer = client.get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert "Kiểm tra lại địa chỉ" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_sent_without_its_token_says_what_to_do(clerk: User) -> None:
    answer = Client(enforce_csrf_checks=True).post("/dang-nhap/", {"username": clerk.username})
    assert answer.status_code == 403
    assert "Tải lại trang" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_last_resort_pages_need_neither_database_nor_request(name: str) -> None:
    assert "<h1>" in render_to_string(name)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["403.html", "422.html", "registration/locked.html"])
def test_a_refusal_page_says_what_to_do(name: str, rf: RequestFactory) -> None:
    request: HttpRequest = rf.get("/")
    request.user = AnonymousUser()
    html = render_to_string(name, {"message": "Chờ đợt chi trả tính xong."}, request)
    assert html.count("<h1") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who",
    [
        "clerk",
        "chairman",
        "district_officer",
        "province_police",
        "province_finance",
        "auditor",
        "administrator",
    ],
)
def test_the_guide_begins_with_the_readers_own_role(
    client: Client, who: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    client.force_login(user)
    html = client.get("/huong-dan/").content.decode()
    first = re.search(r"<section.*?</h2>", html, re.DOTALL)
    assert first is not None
    assert "(vai trò đang dùng)" in first[0]
    assert user.binding.get_role_display() in first[0]
