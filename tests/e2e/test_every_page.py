"""A crawler that signs in as each role and opens every kind of page that the role can reach by links."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import APIResponse, Page, Request

from accounts.models import User
from antt_portal.sample import accounts
from antt_portal.sample.walk import compute_here, walk
from teams.services import team_propose
from territory.models import Village
from tests.browser import too_wide, violations
from tests.conftest import START
from tests.e2e.conftest import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLE_MARK: Final = "Dữ liệu mẫu: không phải người thật"
# Of each kind of page one is opened in the browser, and so many others are asked for.
LOOKED_AT: Final = 2
OFFICE: Final = {"width": 1366, "height": 768}
TELEPHONE: Final = {"width": 360, "height": 740}
STANDARDS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The page of the reader's own unit stands at two addresses.
OWN_UNIT: Final = "territory:home"

# Who signs in, and a page that nobody reaches without the links of his role.
SEATS: Final = {
    "canbo.21961": "members:member_add",
    "chutich.21961": "members:dossier",
    "huyen.550": "allowances:why",
    "congan.52": "allowances:run_start",
    "taichinh.52": "reports:budget",
    "kiemtra.52": "territory:questions",
    "quantri.52": "accounts:client_create",
}


@pytest.fixture
def walked(sample: None) -> None:
    """The sample after its way through, with one dossier that is still being prepared."""
    walk(compute_here)
    clerk = User.objects.get(username="canbo.21961")
    waiting = Village.objects.get(commune__key="21961", name="Tân Hội")
    # Named so that it heads the list of teams and is looked at.
    team_propose(actor=clerk, village_id=waiting.pk, name="Tổ An Hội", start_on=START)
    accounts.api_client_load()


@dataclass
class Crawler:
    """Follows the links of one signed-in browser and notes what is wrong."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._blame(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._blame(str(error)))
        self.page.on("request", self._note_host)

    def walk_from(self, start: str) -> None:
        """Goes on until no kind of page is left that has not been looked at often enough."""
        queue, known = deque([start]), {start}
        while queue:
            address = queue.popleft()
            if not self._wanted(address):
                continue
            found = [link for link in self._links(address) if link not in known]
            known.update(found)
            queue.extend(found)

    def _wanted(self, address: str) -> bool:
        name = resolve(urlsplit(address).path).view_name
        self.seen[name] += 1
        return self.seen[name] <= LOOKED_AT

    def _links(self, address: str) -> list[str]:
        """Where the page leads; nothing when it is a file, or one more of a kind."""
        answer = self.page.request.get(address)
        if answer.status != 200:
            self.faults.append(f"{address} is answered {answer.status}")
        if answer.status != 200 or not is_page(answer):
            return []
        # A notice leads on to the page it tells of: that one is looked at.
        name = resolve(urlsplit(answer.url).path).view_name
        return self._open(answer.url, name) if name not in self.titles else []

    def _open(self, address: str, name: str) -> list[str]:
        self.page.set_viewport_size(OFFICE)  # type: ignore[arg-type]
        self.page.goto(address)
        self.titles[name] = self.page.title()
        self._inspect()
        self._measure_on_a_telephone()
        hrefs = self.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        links = [urldefrag(urljoin(address, href)).url for href in hrefs]
        return [link for link in links if self._same_host(link)]

    def _inspect(self) -> None:
        if (count := self.page.locator("h1").count()) != 1:
            self._blame(f"{count} h1")
        if self.page.locator("html").get_attribute("lang") != "vi":
            self._blame("the language is not vi")
        if SAMPLE_MARK not in self.page.locator("body").inner_text():
            self._blame("no sample mark")
        for found in violations(self.page, runOnly=STANDARDS):
            self._blame(found)

    def _measure_on_a_telephone(self) -> None:
        self.page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
        if wide := too_wide(self.page):
            self._blame(f"{wide} px over the edge of a telephone")

    def _same_host(self, address: str) -> bool:
        parts = urlsplit(address)
        same = parts.scheme == "data" or address.startswith(self.address)
        if not same:
            self._blame(f"leads to {parts.netloc}")
        return same

    def _note_host(self, request: Request) -> None:
        self._same_host(request.url)

    def _blame(self, fault: str) -> None:
        self.faults.append(f"{self.page.url}: {fault}")


def is_page(answer: APIResponse) -> bool:
    return answer.headers["content-type"].startswith("text/html")


@pytest.mark.usefixtures("walked")
@pytest.mark.parametrize("username", SEATS)
def test_every_page_that_a_role_reaches_is_whole(page: Page, live_server: Any, username: str) -> None:
    crawler = Crawler(page, live_server.url)
    sign_in(page, live_server.url, username)
    crawler.walk_from(f"{live_server.url}/")
    assert crawler.faults == []
    assert SEATS[username] in crawler.titles
    titles = Counter(title for name, title in crawler.titles.items() if name != OWN_UNIT)
    assert [title for title, pages in titles.items() if pages > 1] == []
