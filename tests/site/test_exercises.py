"""The exercises on the page answer as the notebook does."""

import json

import pytest
from modelcollapse.book import publishing, questions
from modelcollapse.book.answers import check, names

from tests.site import conftest

pytestmark = pytest.mark.site
SCRIPT = (publishing.STATIC / "exercises.js").read_text(encoding="utf-8")


def forms():
    """``page name and place`` of every form on a built page."""
    return [
        (name, i) for name in conftest.pages() for i in range(conftest.source(name).count('<form class="mc-check"'))
    ]


@pytest.fixture(params=forms(), ids=lambda form: f"{form[0]}:{form[1] + 1}", scope="module")
def form(request):
    return request.param


@pytest.fixture
def answer(opened, form):
    """Type an answer, press Enter and return what the page says, with its class."""
    name, i = form
    found = opened(name, everything=False).page.locator("form.mc-check").nth(i)

    def give(text):
        field = found.get_by_label("Your answer")
        field.fill(text)
        field.press("Enter")
        said = found.get_by_role("status")
        return said.inner_text(), set(said.get_attribute("class").split()) & {"mc-right", "mc-wrong"}

    give.exercise = json.loads(found.get_attribute("data-exercise"))
    return give


def test_right_answer(answer):
    exercise = answer.exercise
    assert answer(str(exercise["answer"])) == ("✓ " + exercise["praise"], {"mc-right"})
    assert answer(f"  {exercise['answer']}  ")[1] == {"mc-right"}
    assert answer(str(exercise["answer"] + 2 * exercise["tolerance"]))[1] == {"mc-wrong"}


def test_each_mistake_gets_its_hint(answer):
    for value, hint in answer.exercise["mistakes"]:
        assert answer(str(value)) == ("✗ " + hint, {"mc-wrong"})


def test_nonsense_gets_a_helpful_word(answer):
    for nonsense in ("", "  ", "seven", "1/0", "NaN", "Infinity", "1.2.3", "<b>1</b>"):
        said, state = answer(nonsense)
        assert "number" in said, f"{nonsense!r}: {said}"
        assert state == set()


def test_a_comma_and_a_real_minus_are_understood(answer):
    """Readers type 0,5; the book itself prints −0.23 with the minus of typography."""
    written = f"{answer.exercise['answer']:.6f}"
    assert answer(written.replace(".", ","))[1] == {"mc-right"}
    assert answer(written.replace("-", "−"))[1] == {"mc-right"}
    negative = answer("−123456789")
    assert negative == ("✗ " + answer.exercise["otherwise"], {"mc-wrong"}), "U+2212 is not understood as a minus"


def test_thousands_are_understood(answer):
    """A comma before three digits may be a thousand: 13,465 as the book itself prints it."""
    value = answer.exercise["answer"]
    if value >= 1000 and float(value).is_integer():
        assert answer(f"{value:,.0f}")[1] == {"mc-right"}


def test_page_and_notebook_agree(answer):
    name = answer.exercise["name"]
    for value in (answer.exercise["answer"], *(value for value, _ in answer.exercise["mistakes"]), 1e9, -1e9, 0):
        assert answer(str(value))[0] == repr(check(name, float(value)))


def test_near_enough_is_accepted_and_told(answer):
    for value, told in answer.exercise["near"]:
        assert answer(str(value)) == ("✓ " + told, {"mc-right"})


def test_the_page_reads_numbers_as_the_notebook_does(browser):
    table = json.loads((conftest.ROOT / "tests" / "typed.json").read_text(encoding="utf-8"))
    page = browser.new_page()
    page.set_content(f"<script>{SCRIPT}; window.readings = readings;</script>")
    for text, meant in table:
        assert page.evaluate("text => readings(text)", text) == pytest.approx(meant, rel=1e-12), repr(text)
    page.close()


@pytest.fixture
def every_question(browser, monkeypatch):
    """A page with all questions and nothing else."""
    monkeypatch.setenv(publishing.BUILD_VARIABLE, "1")
    forms_ = "".join(questions.ask(name)._repr_html_() for name in questions.names())
    page = browser.new_page()
    page.set_content(f"<body>{forms_}<script>{SCRIPT}</script></body>")
    page.wait_for_load_state("load")
    yield page
    page.close()


def test_a_question_is_answered_by_keyboard(every_question):
    for i, name in enumerate(questions.names()):
        form, question = every_question.locator("form.mc-quiz").nth(i), questions.find(name)
        status = form.get_by_role("status")
        form.get_by_role("button").press("Enter")
        assert status.inner_text() == "Choose one first."
        form.get_by_role("radio").first.focus()
        every_question.keyboard.press("Space")
        for choice, reply in question.choices.items():
            assert form.get_by_role("radio", checked=True).get_attribute("value") == str(
                list(question.choices).index(choice)
            )
            every_question.keyboard.press("Enter")
            right = choice == question.right
            assert status.inner_text() == ("✓ " if right else "✗ ") + reply
            assert ("mc-right" in status.get_attribute("class")) == right
            every_question.keyboard.press("ArrowDown")


def test_keyboard_reaches_the_button(opened, form):
    name, i = form
    page = opened(name, everything=False).page
    found = page.locator("form.mc-check").nth(i)
    found.get_by_label("Your answer").fill("7")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert found.get_by_role("status").inner_text()


def test_a_broken_form_does_not_disable_the_next(browser):
    """Bad data, such as an infinity that JSON does not know, stays in its own form."""
    forms_ = [check(name)._form() for name in names()[:2]]
    broken = forms_[0].replace('data-exercise="', 'data-exercise="{Infinity', 1)
    page = browser.new_page()
    page.set_content(f"<body>{broken}{forms_[1]}<script>{SCRIPT}</script></body>")
    page.wait_for_load_state("load")
    visible = [form.is_visible() for form in page.locator("form.mc-check").all()]
    assert visible == [False, True]
    page.locator("form.mc-check").nth(1).locator("input").fill("seven")
    page.locator("form.mc-check").nth(1).locator("button").click()
    assert "number" in page.locator("form.mc-check").nth(1).get_by_role("status").inner_text()
    page.close()
