"""The index as a screen on the wall."""

from datetime import date, timedelta

from feedback_buttons.dashboard.wall import index_slide
from feedback_buttons.i18n.team_language import speaking
from feedback_buttons.reports.statistics.index_course import IndexDay
from feedback_buttons.reports.statistics.organisation_index import Index

FIRST = date(2026, 11, 1)


def test_the_index_stands_large_with_its_course() -> None:
    course = [IndexDay(FIRST + timedelta(days=n), 8 - n, 0.5, 2, 100) for n in range(3)]
    with speaking("en"):
        shown = index_slide.slide(
            Index(6.5, 0.25, -0.5, 120, 2, ()), course, "Delivery", demo=False
        )
    assert (shown["name"], shown["score"], shown["margin"]) == ("Index: Delivery", "6.50", "± 0.25")
    assert shown["course"].startswith(
        "polygon(0.0% 0.0%, 50.0% 44.4%, 100.0% 77.8%, 100.0% 100.0%,"
    )
    assert shown["course_note"] == "3 days, from 6.25 to 8.50"


def test_without_answers_it_says_so() -> None:
    with speaking("en"):
        shown = index_slide.slide(None, [], "", demo=False)
    assert (shown["name"], shown["score"], shown["course"]) == ("Index", "–", "")  # noqa: RUF001
