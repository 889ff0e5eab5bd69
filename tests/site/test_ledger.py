"""The claims ledger: complete without scripts, sorted and filtered with them."""

import pytest
from modelcollapse import claims
from modelcollapse.claims import kinds
from modelcollapse.contents import chapters

from tests.site.browser import PHONE

pytestmark = pytest.mark.site
LEDGER = "chapters/verdict/ledger"
REGISTERED = claims.registered()


@pytest.fixture(scope="module")
def page(visit):
    return visit(LEDGER).page


@pytest.fixture(autouse=True)
def nothing_filtered(page):
    """A new reader meets what does not hold; these tests begin with all."""
    for box in page.locator(".mc-filters select").all():
        box.select_option("")
    page.locator(".mc-filters input").fill("")


def rows(page):
    """The ids of the visible rows, from top to bottom."""
    return page.eval_on_selector_all(
        ".mc-ledger tr[data-kind]", "all => all.filter(each => each.offsetParent).map(each => each.id)"
    )


def told(page):
    return page.locator(".mc-ledger [role=status]").inner_text()


def test_every_claim_has_a_row(page):
    assert sorted(rows(page)) == sorted(REGISTERED), "is the built ledger older than the claims? run make book"
    assert told(page) == f"{len(REGISTERED)} of {len(REGISTERED)} claims"


def of_verdict(name):
    """The ids of the claims whose square is of a kind."""
    marks = {"holds": "✓", "part": "◐", "not": "✗"}
    words = {id: kinds.verdict_word(each.kind, each.verdict) for id, each in REGISTERED.items()}
    return [id for id, word in words.items() if kinds.mark(word) == marks[name]]


def test_a_new_reader_meets_what_does_not_hold_and_searches_everything(visit):
    page = visit(LEDGER).page
    assert sorted(rows(page)) == sorted(of_verdict("not"))
    found = next(id for id in REGISTERED if id not in of_verdict("not"))
    page.locator("[data-filter=text]").press_sequentially(found)
    assert rows(page) == [found], "the search stays among those that do not hold"


def test_a_link_to_a_row_finds_it_whatever_is_chosen(visit):
    hidden = next(id for id in REGISTERED if id not in of_verdict("not"))
    page = visit(LEDGER).page
    assert hidden not in rows(page)
    page.evaluate("id => { location.hash = id }", hidden)
    page.locator(f"[id='{hidden}'] .mc-evidence").wait_for(state="visible")
    assert 0 <= page.locator(f"[id='{hidden}']").bounding_box()["y"] < 740


def test_all_rows_without_scripts(visit):
    bare = visit(LEDGER, java_script_enabled=False).page
    assert bare.locator(".mc-ledger tr[data-kind]:visible").count() == len(REGISTERED)
    assert told(bare) == f"{len(REGISTERED)} claims"
    assert bare.locator(".mc-ledger th button:not([disabled])").count() == 0, "a button that does nothing"


@pytest.mark.parametrize("name", ["holds", "part", "not"])
def test_verdicts_are_told_apart(page, name):
    page.locator("[data-filter=verdict]").select_option(name)
    wanted = of_verdict(name)
    assert sorted(rows(page)) == sorted(wanted)
    assert page.locator(f".mc-wall a.mc-{name}").count() == len(wanted)


def test_on_a_phone_no_square_is_hidden_until_one_is_touched(opened):
    page = opened("chapters/verdict/ledger", viewport=PHONE, has_touch=True, everything=False).page
    card, square = page.locator(".mc-touched"), page.locator(".mc-wall a.mc-square").first
    position = "each => getComputedStyle(each).position"
    assert card.evaluate(position) == "static"
    square.tap()
    assert card.evaluate(position) == "sticky"
    assert square.get_attribute("aria-current") is not None


def test_a_square_shows_its_claim_beside_the_wall(page):
    squares, card = page.locator(".mc-wall a.mc-square"), page.locator(".mc-touched")
    assert squares.evaluate_all("all => all.map(each => each.hash.slice(1))") == list(REGISTERED)
    for number in (0, 77):
        squares.nth(number).click()
        told = page.locator(f"[id='{list(REGISTERED)[number]}'] summary").text_content()
        assert card.locator("p").first.text_content() == told
        assert page.locator(".mc-wall [aria-current]").count() == 1
        assert card.bounding_box()["y"] + card.bounding_box()["height"] <= page.viewport_size["height"], "out of sight"


def test_the_card_of_a_square_leads_to_the_row_of_its_claim_and_unfolds_it(page):
    id = list(REGISTERED)[40]
    evidence = page.locator(f"[id='{id}'] .mc-evidence")
    assert not evidence.is_visible()
    page.locator(".mc-wall a.mc-square").nth(40).focus()
    page.locator(".mc-touched a").first.press("Enter")
    evidence.wait_for(state="visible")
    page.locator(f"[id='{id}'] summary").press("Enter")
    assert not evidence.is_visible()


@pytest.mark.parametrize("field", ["kind", "chapter"])
def test_filter_keeps_what_it_names(page, field):
    box = page.locator(f"[data-filter={field}]")
    options = box.evaluate("each => [...each.options].map(option => option.value)")
    assert options[0] == ""
    assert set(options[1:]) == {getattr(claim, field) for claim in REGISTERED.values()}
    for option in options[1:]:
        box.select_option(option)
        wanted = [id for id, claim in REGISTERED.items() if getattr(claim, field) == option]
        assert sorted(rows(page)) == sorted(wanted), f"{field} is {option}"
        assert told(page) == f"{len(wanted)} of {len(REGISTERED)} claims"


def test_filters_work_together(page):
    some = next(iter(REGISTERED.values()))
    page.locator("[data-filter=kind]").select_option(some.kind)
    page.locator("[data-filter=chapter]").select_option(some.chapter)
    wanted = [id for id, claim in REGISTERED.items() if (claim.kind, claim.chapter) == (some.kind, some.chapter)]
    assert sorted(rows(page)) == sorted(wanted)


def test_search_looks_at_all_words(page):
    search = page.locator("[data-filter=text]")
    search.press_sequentially("Shumailov")
    found = rows(page)
    assert set(found) >= {id for id, claim in REGISTERED.items() if claim.source == "shumailov2024"}
    search.fill("SHUMAILOV")
    assert rows(page) == found, "the search tells capitals apart"
    search.fill(next(iter(REGISTERED)))
    assert rows(page) == [next(iter(REGISTERED))]
    search.fill("no claim says this")
    assert rows(page) == []
    assert told(page).startswith("0 of")
    assert "Clear a field" in told(page)
    assert not page.locator(".mc-ledger th").first.is_visible(), "a header over nothing"


def test_every_column_sorts_both_ways(page):
    headers = page.locator(".mc-ledger th:has(button)")
    for column in range(headers.count()):
        header, button = headers.nth(column), headers.nth(column).locator("button")
        button.focus()
        page.keyboard.press("Enter")
        assert header.get_attribute("aria-sort") == "ascending"
        assert page.locator(".mc-ledger th[aria-sort]").count() == 1, "two columns claim to be sorted"
        up = keys(page, column)
        assert page.evaluate(IN_ORDER, up), f"{button.inner_text()} up: {up}"
        page.keyboard.press("Enter")
        assert header.get_attribute("aria-sort") == "descending"
        down = keys(page, column)
        assert page.evaluate(IN_ORDER, down[::-1]), f"{button.inner_text()} down: {down}"
        assert len(set(up)) == 1 or up != down, f"{button.inner_text()} does not sort"
    page.locator(".mc-ledger th button").first.click()


IN_ORDER = "keys => keys.every((key, i) => i === 0 || keys[i - 1].localeCompare(key, 'en', { numeric: true }) <= 0)"


def keys(page, column):
    return page.eval_on_selector_all(
        ".mc-ledger tr[data-kind]",
        f"all => all.map(each => each.cells[{column}].dataset.sort ?? each.cells[{column}].textContent)",
    )


def test_rows_lead_to_their_claims(page, built):
    for id, claim in REGISTERED.items():
        link = page.locator(f"[id='{id}'] a").first.get_attribute("href")
        name, anchor = link.split("#")
        target = (built / LEDGER).parent / name
        assert target.resolve().exists(), f"{id} leads to {link}"
        assert f'id="{anchor}"' in target.read_text(encoding="utf-8"), f"{claim.chapter} shows no {anchor}"


def test_both_sides_are_shown(page):
    for id, claim in REGISTERED.items():
        if claim.but:
            assert claim.but in page.locator(f"[id='{id}'] .mc-but").text_content()


def test_claims_lead_to_their_rows(built):
    for id, claim in REGISTERED.items():
        page = (built / "chapters" / f"{chapters()[claim.chapter]['url']}.html").read_text(encoding="utf-8")
        assert f'href="../verdict/ledger.html#{id}"' in page, f"{claim.chapter} does not lead from {id} to the ledger"
