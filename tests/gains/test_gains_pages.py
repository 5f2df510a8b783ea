"""The page of gains, its files and its API: who scores otherwise, of which campaigns and period."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from answers import Answer, put
from flask.testing import FlaskClient
from postbox import signed_in
from written import write

from feedback_buttons.accounts import api_keys, users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, touchpoints
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.recipients import references
from feedback_buttons.reports.scores import drivers, extents, gain_cells
from feedback_buttons.reports.scores.extents import Extent, ExtentError
from feedback_buttons.reports.segments import segments
from feedback_buttons.storage import db

DAY = datetime(2025, 3, 2, 14, tzinfo=UTC)  # long ago, so that no clock is before it
NEVER = ("impact", "causes", "because of")


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(str(config.database_url), autocommit=True) as connection:
        users.add(connection, "viewer", "correct horse battery", "viewer")
        for slug, touchpoint in (("delay", "delivery"), ("ordered", "order"), ("bare", "")):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title(), touchpoint=touchpoint))
        campaigns.add(connection, Campaign(slug="asked", name="Asked", scale="0-10"))
        yield connection


@pytest.fixture
def filled(conn: db.Connection) -> None:
    """Two channels, of which post scores lower; some write that the delivery was late."""
    write(conn, "delay", [(number, 3, "late delivery") for number in range(40)], at=DAY)
    write(conn, "delay", [(number, 9, "all fine") for number in range(100, 160)], at=DAY)
    put(conn, "ordered", *(Answer(number, 8, DAY) for number in range(60)))
    for channel, people in (("post", range(80)), ("shop", range(80, 160))):
        kept = [{"channel": channel}] * len(people)
        references.keep(conn, people, [""] * len(people), kept, ids.utc_now())
    segments.renew(conn, ids.utc_now() + timedelta(days=1))


@pytest.fixture
def client(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:
    assert conn
    app = create_app(config)
    yield signed_in(app, "viewer")
    app.extensions["feedback_buttons"].close()


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.usefixtures("filled")
def test_the_page_tells_who_scores_otherwise_and_claims_no_cause(client: FlaskClient) -> None:
    page = text(client.get("/gains?where=campaign:delay").text)
    assert (
        "Comments that mention “Delivery” score 6.0 lower (40 comments). This does not prove"
        in page
    )
    assert (
        "Recipients whose channel is post score 6.0 lower (40 answers). This does not prove" in page
    )
    assert "channel: shop" in page
    assert not [word for word in NEVER if word in page.lower()]


def test_touchpoints_are_offered_in_the_order_of_the_journey(
    client: FlaskClient, conn: db.Connection
) -> None:
    offered = re.compile('value="touchpoint:([^"]+)"')
    assert offered.findall(client.get("/gains").text) == ["order", "delivery"]
    touchpoints.place(conn, ["delivery", "order"])
    assert offered.findall(client.get("/what-if").text) == ["delivery", "order"]


@pytest.mark.usefixtures("filled")
def test_several_campaigns_are_one(conn: db.Connection) -> None:
    every = drivers.read(conn, Extent.of(campaigns.list_(conn)))
    by_value = {driver.value: driver for driver in every}
    assert by_value["post"].answers == 40 + 60
    assert by_value["delivery"].contrast.mean.mean == -6
    assert every[0].brings == min(driver.brings for driver in every)
    (first, *_) = drivers.read(conn, Extent.of(campaigns.list_(conn), touchpoint="delivery"))
    assert sum(first.counts) + sum(first.rest) == 100


def test_who_looks_in_vain_is_told(client: FlaskClient) -> None:
    page = client.get("/gains?where=campaign:gone&period=nonsense").text
    assert "there is no campaign" in page.lower()
    assert "Too early to tell" in page
    assert client.get("/gains/drivers.csv?where=touchpoint:gone").status_code == 400


@pytest.mark.usefixtures("filled")
def test_the_figures_are_of_any_period(client: FlaskClient) -> None:
    day = DAY.date()
    page = client.get(f"/gains?where=campaign:delay&period={day}..{day}").text
    assert "score 6.0 lower" in text(page)
    assert f"period={day}..{day}" in page
    assert "Too early to tell" in client.get("/gains?period=2024-01-01..2024-01-02").text


@pytest.mark.usefixtures("filled")
def test_a_file_and_the_api_have_the_same(client: FlaskClient, conn: db.Connection) -> None:
    file = client.get("/gains/drivers.csv?where=campaign:delay").get_data(as_text=True)
    row = next(line for line in file.splitlines() if line.startswith("topic,,delivery"))
    assert row.split(",")[3:6] == ["40", "100", "-6.0"]
    assert row.endswith("campaign:delay,all,,,1-10")
    _, secret = api_keys.add(conn, "reader", ("campaigns:read",), "admin")
    key = {"Authorization": f"Bearer {secret}"}
    answer = client.get("/api/v1/gains?where=campaign:delay", headers=key).get_json()
    (delivery,) = [driver for driver in answer["drivers"] if driver["value"] == "delivery"]
    assert (delivery["answers"], delivery["difference"]) == (40, -6.0)
    assert client.get("/api/v1/gains?where=campaign:gone", headers=key).status_code == 409


def test_only_what_asks_alike_is_mixed(conn: db.Connection) -> None:
    listed = campaigns.list_(conn)
    assert sorted(Extent.of(listed).slugs) == ["bare", "delay", "ordered"]
    assert Extent.of(listed, "asked").scale == "0-10"
    assert extents.touchpoints(listed) == ["delivery", "order"]
    with pytest.raises(ExtentError, match="no campaign has the touchpoint"):
        Extent.of(listed, touchpoint="nowhere")
    stars = replace(listed[0], slug="stars", scale="1-10", asks="stars", touchpoint="shop")
    assert Extent.of([*listed, stars], "stars").scale == "1-5"
    assert "stars" not in Extent.of([*listed, stars]).slugs
    with pytest.raises(ExtentError, match="asks for a score from 1 to 10"):
        Extent.of([*listed, stars], touchpoint="shop")
    extents.check_place([*listed, stars], touchpoint="shop")


@pytest.mark.usefixtures("filled")
def test_a_cell_tells_what_it_holds_back(conn: db.Connection) -> None:
    """Post scores 3 in 40 of 100 answers to a delay, and 8 in 40 of 60 orders."""
    every = Extent.of(campaigns.list_(conn))
    cells = gain_cells.read(conn, every, every, "attribute:channel")
    assert cells.offered == ("attribute:channel", "whole", "language")
    post, *_ = cells.cells
    assert (post.place, post.value, post.answers) == ("delivery", "post", 40)
    rest = (60 * 9 + 60 * 8) / 120
    assert post.leverage.gap.mean == pytest.approx(rest - 3)
    assert post.leverage.gain.mean == pytest.approx(40 / 160 * (rest - 3))
    assert post.place_gain.mean == pytest.approx(40 / 100 * (rest - 3))
    assert post.index_gain is not None
    weight = 100**0.5 / (100**0.5 + 60**0.5)
    assert post.index_gain.mean == pytest.approx(weight * 40 / 100 * (rest - 3))
    places = {
        (cell.place, cell.value) for cell in gain_cells.read(conn, every, every, "whole").cells
    }
    assert places == {("delivery", ""), ("order", "")}
    within = Extent.of(campaigns.list_(conn), "delay")
    channels = gain_cells.read(conn, within, every).cells
    assert [(cell.place, cell.value) for cell in channels] == [("delay", "post"), ("delay", "shop")]


@pytest.mark.usefixtures("filled")
def test_the_page_says_that_a_first_always_exists(client: FlaskClient) -> None:
    page = text(client.get("/gains").text)
    assert "delivery · post holds the score back most" in page
    page = text(client.get("/gains?by=whole").text)
    assert "delivery" in page
    file = client.get("/gains/cells.csv?by=attribute:channel").get_data(as_text=True).splitlines()
    assert file[0].lstrip("\ufeff").startswith("by,place,value,answers")
    assert file[1].startswith("attribute:channel,delivery,post,40,0.25,3.0,5.5,")
    assert client.get("/gains/cells.csv?where=campaign:bare").status_code == 200
