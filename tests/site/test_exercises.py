"""The exercises on the page answer as the notebook does."""

import json

import pytest
from modelcollapse.book import publishing, questions
from modelcollapse.book.answers import check, names

from tests.site import conftest

pytestmark = pytest.mark.site
SCRIPT = (publishing.STATIC / "exercises.js").read_text(encoding="utf-8")
SUBMIT = """(form, texts) => texts.map((text) => {
    form.querySelector("input").value = text;
    form.requestSubmit();
    const said = form.querySelector(".mc-feedback");
    return [said.textContent, [...said.classList]];
})"""


def forms():
    """``page name and place`` of every form on a built page."""
    return [
        (name, i) for name in conftest.pages() for i in range(conftest.source(name).count('<form class="mc-check"'))
    ]


@pytest.fixture(params=forms(), ids=lambda form: f"{form[0]}:{form[1] + 1}", scope="module")
def form(request):
    return request.param


@pytest.fixture
def found(opened, form):
    name, i = form
    return opened(name, everything=False).page.locator("form.mc-check").nth(i)


@pytest.fixture
def exercise(found):
    return json.loads(found.get_attribute("data-exercise"))


@pytest.fixture
def answers(found):
    """Submit answers, and return what the page says to each, with its verdict: a call of the browser for all, not five for one."""

    def give(*texts):
        replies = found.evaluate(SUBMIT, [str(text) for text in texts])
        return [(said, set(classes) & {"mc-right", "mc-wrong"}) for said, classes in replies]

    return give


def test_an_answer_is_typed_and_entered(found, exercise):
    found.get_by_label("Your answer").fill(str(exercise["answer"]))
    found.get_by_label("Your answer").press("Enter")
    assert found.get_by_role("status").inner_text() == "✓ " + exercise["praise"]


def test_right_answer(answers, exercise):
    answer, tolerance = exercise["answer"], exercise["tolerance"]
    right, with_spaces, (_, far) = answers(answer, f"  {answer}  ", answer + 2 * tolerance)
    assert right == with_spaces == ("✓ " + exercise["praise"], {"mc-right"})
    assert far == {"mc-wrong"}


def test_each_mistake_gets_its_hint(answers, exercise):
    hints = [("✗ " + hint, {"mc-wrong"}) for _, hint in exercise["mistakes"]]
    assert answers(*(value for value, _ in exercise["mistakes"])) == hints


NONSENSE = ("", "  ", "seven", "1/0", "NaN", "Infinity", "1.2.3", "<b>1</b>")


def test_nonsense_gets_a_helpful_word(answers):
    for nonsense, (said, state) in zip(NONSENSE, answers(*NONSENSE), strict=True):
        assert "number" in said, f"{nonsense!r}: {said}"
        assert state == set()


def test_a_comma_and_a_real_minus_are_understood(answers, exercise):
    """Readers type 0,5; the book itself prints −0.23 with the minus of typography."""
    written = f"{exercise['answer']:.6f}"
    (_, comma), (_, minus), negative = answers(written.replace(".", ","), written.replace("-", "−"), "−123456789")
    assert comma == minus == {"mc-right"}
    assert negative == ("✗ " + exercise["otherwise"], {"mc-wrong"}), "U+2212 is not understood as a minus"


def test_thousands_are_understood(answers, exercise):
    """A comma before three digits may be a thousand: 13,465 as the book itself prints it."""
    value = exercise["answer"]
    if value >= 1000 and float(value).is_integer():
        assert answers(f"{value:,.0f}")[0][1] == {"mc-right"}


def test_page_and_notebook_agree(answers, exercise):
    values = [exercise["answer"], *(value for value, _ in exercise["mistakes"]), 1e9, -1e9, 0]
    taken = [exercise["answer"], *(value for value, _ in exercise["near"])]
    values += [scale * value for value in taken for scale in (100, 10_000)]
    assert [said for said, _ in answers(*values)] == [repr(check(exercise["name"], float(value))) for value in values]


def test_near_enough_is_accepted_and_told(answers, exercise):
    told = [("✓ " + told, {"mc-right"}) for _, told in exercise["near"]]
    assert answers(*(value for value, _ in exercise["near"])) == told


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


def test_keyboard_reaches_the_button(found):
    found.get_by_label("Your answer").fill("7")
    found.page.keyboard.press("Tab")
    found.page.keyboard.press("Space")
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
