"""Measure Feedback Buttons: python -m tests.benchmarks --help"""

from pathlib import Path

import click

from tests.benchmarks import chart
from tests.benchmarks.bursts import bursts as measure_bursts
from tests.benchmarks.bursts import differences
from tests.benchmarks.clicks import Cost, bench
from tests.benchmarks.clicks import clicks as measure_clicks
from tests.benchmarks.evidence_keys import evidence_keys
from tests.benchmarks.faults_report import faults
from tests.benchmarks.growth import Size, growth, limit
from tests.benchmarks.hostile import CLOSED, Attack
from tests.benchmarks.hostile import hostile as measure_hostile
from tests.benchmarks.kept_clicks import kept_clicks
from tests.benchmarks.many_campaigns import many_campaigns as measure_many_campaigns
from tests.benchmarks.migrations import migrations as measure_migrations
from tests.benchmarks.page_growth import page_growth
from tests.benchmarks.pages import DOCS, PAGE, keep_in
from tests.benchmarks.signing import signing as measure_signing
from tests.benchmarks.slow_clients import Delay
from tests.benchmarks.slow_clients import slow_clients as measure_slow_clients
from tests.benchmarks.slow_lines import SlowLoad
from tests.benchmarks.slow_lines import slow_lines as measure_slow_lines
from tests.benchmarks.topic_growth import TopicCosts, texts, topic_costs
from tests.benchmarks.viewers import viewers as measure_viewers


@click.group()
def main() -> None:
    """Measure what a click costs, how that grows, and whether it stays so.

    Needs wrk and pgbench: apt-get install wrk postgresql. What is measured goes into
    docs/performance.md.
    """


@main.command()
@click.option("--seconds", default=6.0, show_default=True, help="How long each run takes.")
@click.option("--rounds", default=5, show_default=True, help="How often all take their turn.")
def clicks(seconds: float, rounds: int) -> None:
    """A click, beside a bare answer of Flask and the obvious program."""
    costs = measure_clicks(seconds, rounds, click.echo)
    _keep("clicks", _clicks_table(costs))
    (DOCS / "images").mkdir(exist_ok=True)
    rows = [(cost.name, cost.server, cost.postgres) for cost in costs]
    (DOCS / "images" / "clicks.svg").write_text(chart.bars(rows), "utf-8")


@main.command("growth")
@click.option("--ten-million", is_flag=True, help="Also ten million answers: some minutes.")
def growth_(ten_million: bool) -> None:
    """A page's data and a write, as a campaign grows."""
    sizes = [10_000, 1_000_000, *([10_000_000] if ten_million else [])]
    _keep("growth", _growth_table(growth(sizes, click.echo)))


@main.command()
@click.option(
    "--comments", default=1_000_000, show_default=True, help="A year's, in five campaigns."
)
@click.option(
    "--texts",
    "path",
    type=click.Path(exists=True, path_type=Path),
    help="JSON lines with text and rating.",
)
def topics(comments: int, path: Path | None) -> None:
    """Tagging, an edit of words, and each page's data by topic."""
    for costs in topic_costs(comments, texts(path), click.echo):
        _keep("topics", _topics_table(costs))


@main.command("limit")
@click.option("--seconds", default=6.0, show_default=True, help="How long each run takes.")
def limit_(seconds: float) -> None:
    """What Postgres alone takes of our own writes."""
    rates = limit(seconds, click.echo)
    rows = ["| visits in one call | visits a second |", "| ---: | ---: |"]
    _keep("limit", "\n".join([*rows, *(f"| {n} | {rate:,.0f} |" for n, rate in rates.items())]))


_KINDS = ("fetch", "burst", "burst, held by one process", "burst, held by each of four")


@main.command()
@click.option("--mails", default=2000, show_default=True, help="How many a scanner opens.")
@click.option("--recipients", default=500, show_default=True, help="In each trace.")
def bursts(mails: int, recipients: int) -> None:
    """What a scanner's burst leaves behind, and a person's click; whether all counts as with a row for each."""
    rows = [
        "| fetches of a mail | a row for each | rows | bytes | index | WAL | CPU µs |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, trails in measure_bursts(mails, click.echo).items():
        for kind, left in zip(_KINDS, trails, strict=True):
            rows.append(
                f"| {name} | {kind} | {left.rows / left.fetches:.2f} | {left.heap:.0f} "
                f"| {left.index:.0f} | {left.wal:.0f} | {left.cpu:.0f} |"
            )
    rows += ["", "| simulated mail, policy | judged | decided otherwise |", "| --- | ---: | ---: |"]
    for name, (judged, other) in differences(recipients, click.echo).items():
        rows.append(f"| {name} | {judged:,} | {other} |")
    _keep("bursts", "\n".join(rows))


@main.command()
@click.option("--unhappy", default=2000, show_default=True, help="Answers of an hour.")
@click.option("--minutes", default=3.0, show_default=True, help="In how long they are given here.")
@click.option("--kills", default=10, show_default=True, help="Of the worker.")
def afternoon(unhappy: int, minutes: float, kills: int) -> None:
    """A team's bad afternoon: all sides fail in turns, the worker is killed; exits with 1 where anything is wrong."""
    from tests.benchmarks import afternoon_counts  # what it needs takes a second to import

    rows, wrong = ["| | must be | is |", "| --- | ---: | ---: |"], []
    for row in afternoon_counts.counted(unhappy, minutes, kills, click.echo):
        rows.append(f"| {row.name} | {row.wanted} | {row.counted} |")
        wrong += [] if row.ok else [row.name]
    _keep("afternoon", "\n".join(rows))
    if wrong:
        raise click.ClickException(f"This is wrong: {', '.join(wrong)}.")


@main.command()
@click.option("--count", default=100, show_default=True, help="Workers that are killed.")
@click.option("--messages", default=400, show_default=True, help="Of each kind.")
def kills(count: int, messages: int) -> None:
    """What killed workers lose and double of messages with a key, and of those without."""
    from tests.benchmarks import kills as killed_workers  # what it needs takes a second to import

    killed = killed_workers.kills(count, messages, click.echo)
    text = killed_workers.table(killed)
    click.echo(f"\n{text}\n")
    keep_in(DOCS / "alerts.md", "kills", text)
    if killed.keyed_lost or killed.bare_lost:
        raise click.ClickException("A message is lost.")


@main.command()
@click.option("--ratings", default=3_000_000, show_default=True, help="How many there are.")
def migrations(ratings: int) -> None:
    """How long a click waits while each migration of a release is applied."""
    rows = [
        f"| to {ratings:,} ratings | manner | seconds | clicks meanwhile | the longest wait, ms |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for step in measure_migrations(ratings, click.echo):
        name = f"`{step.name}`" if step.name else "nothing"
        rows.append(
            f"| {name} | {step.manner} | {step.seconds:.1f} | {step.writes:,} | {step.longest:.0f} |"
        )
    _keep("migrations", "\n".join(rows))


@main.command()
def signing() -> None:
    """How long recipients' files take to sign, from the command's start to its end, on one core."""
    rows = [
        "| recipients | seconds of CPU | speed to as many bare HMACs | a second | MB |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    for count in (100_000, 1_000_000, 5_000_000):
        cost = measure_signing(count)
        rows.append(
            f"| {count:,} | {cost.seconds:.1f} | {cost.bare / cost.seconds:.2f} "
            f"| {count / cost.seconds:,.0f} | {cost.memory:.0f} |"
        )
    _keep("signing", "\n".join(rows))


@main.command()
@click.option("--minutes", default=5.0, show_default=True, help="For how long.")
def soak(minutes: float) -> None:
    """Whether memory and latency stay flat for a while, at half load."""
    rows = [
        "| minute | visits/s | p50 ms | p99 ms | MB a worker |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    with bench() as all_:
        case = all_.cases()[-1]
        rate = all_.measure(case, 10).run.rate / 2
        for half in range(int(minutes * 2)):
            cost = all_.measure(case, 30, rate)
            rows.append(
                f"| {half / 2 + 0.5:.1f} | {cost.run.rate:,.0f} | {cost.run.p50:.1f} "
                f"| {cost.run.p99:.1f} | {cost.memory:.1f} |"
            )
            click.echo(rows[-1])
    _keep("soak", "\n".join(rows))


@main.command()
def viewers() -> None:
    """How soon after its commit an answer has reached 1, 50 and 400 open pages."""
    rows = [
        "| viewers | p50 ms | p95 ms | worst ms | CPU ms for a change |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    delays, load = measure_viewers([1, 50, 400], click.echo)
    for delay in delays:
        rows.append(
            f"| {delay.viewers} | {delay.p50:.0f} | {delay.p95:.0f} | {delay.worst:.0f} | {delay.cpu:.0f} |"
        )
    rows.append(
        f"\nOpened for the first time in Chromium the page weighs {load.weight:.2f} MB as sent. It can be "
        f"read after {load.readable:.1f} s and used after {load.usable:.1f} s; its charts stand after "
        f"{load.drawn:.1f} s."
    )
    _keep("viewers", "\n".join(rows))


@main.command("many-campaigns")
@click.option("--campaigns", "count", default=500, show_default=True, help="How many there are.")
def many_campaigns(count: int) -> None:
    """What the page of many campaigns costs."""
    rows = [
        f"| {count} campaigns, 60 days | dashboard, ms | Postgres, ms |",
        "| --- | ---: | ---: |",
    ]
    for look in measure_many_campaigns(count, click.echo):
        rows.append(f"| {look.what} | {look.dashboard:.0f} | {look.postgres:.0f} |")
    _keep("many-campaigns", "\n".join(rows))


@main.command("slow-lines")
@click.option("--rounds", default=3, show_default=True, help="How often each page is opened.")
def slow_lines(rounds: int) -> None:
    """What of a page stands when at 400 kbit/s, with 400 ms to the server."""
    _keep("slow-lines", _slow_lines_table(measure_slow_lines(rounds, click.echo)))


@main.command("slow-clients")
@click.option("--seconds", default=3.0, show_default=True, help="How long each kind is measured.")
def slow_clients(seconds: float) -> None:
    """How soon /healthz answers while 64 and 1,000 slow clients of each kind are connected."""
    delays = list(measure_slow_clients([64, 1000], seconds, click.echo))
    _keep("slow-clients", _slow_clients_table(delays))


@main.command()
@click.option("--requests", default=1_000_000, show_default=True, help="How many.")
@click.option("--seed", default=0, show_default=True, help="Decides which.")
def hostile(requests: int, seed: int) -> None:
    """What hostile requests are answered, what they leave behind and what memory they take."""
    rows = [
        "| server | requests | a second | 2xx, 3xx | 4xx | 5xx | closed | rows stored | MB, early | MB, late |",
        "| --- | " + " | ".join(["---:"] * 9) + " |",
    ]
    for attack in measure_hostile(requests, click.echo, seed):
        rows.append(_attack_row(attack))
        click.echo(rows[-1])
    _keep("hostile", "\n".join(rows))


@main.command("all")
@click.pass_context
def everything(context: click.Context) -> None:
    """All of it, one after the other: a quarter of an hour."""
    for command in (clicks, limit_, signing, viewers, soak, slow_clients):
        context.invoke(command)
    context.invoke(growth_, ten_million=True)


def _clicks_table(costs: list[Cost]) -> str:
    bare, obvious = costs[:2]
    head = "| | requests/s | server µs | to bare | Postgres µs | to obvious | p50 ms | p99 ms | MB a worker |"
    rows = [head, "| --- | " + " | ".join(["---:"] * 8) + " |"]
    for cost in costs:
        run = cost.run
        rows.append(
            f"| {cost.name} | {run.rate:,.0f} | {cost.server:.0f} | {cost.server / bare.server:.2f} "
            f"| {cost.postgres:.0f} | {cost.postgres / obvious.postgres:.2f} "
            f"| {run.p50:.1f} | {run.p99:.1f} | {cost.memory:.0f} |"
        )
        if run.errors:
            raise click.ClickException(f"{cost.name}: {run.errors} requests failed")
    return "\n".join(rows)


def _slow_lines_table(loads: list[SlowLoad]) -> str:
    rows = [
        "| | numbers read after s | charts seen | used | charts pointed at | first HTML, KB | moved (CLS) |",
        "| --- | " + " | ".join(["---:"] * 6) + " |",
    ]
    for load in loads:
        times = (load.read, load.seen, load.used, load.pointed, load.html)
        cells = ["" if time is None else f"{time:.1f}" for time in times]
        rows.append(f"| {load.page} | {' | '.join(cells)} | {load.shift:.3f} |")
    return "\n".join(rows)


def _slow_clients_table(delays: list[Delay]) -> str:
    """A row for each kind: p50 and p99 of each server beside 64 and 1,000 of it."""
    columns = [(server, count) for server in ("web", "dashboard") for count in (64, 1000)]
    by_case = {(delay.server, delay.connections, delay.kind): delay for delay in delays}
    heads = [f"{server}, {count:,}: p50 / p99 ms" for server, count in columns]
    rows = [f"| slow clients send | {' | '.join(heads)} |", "| --- | " + "---: | " * len(columns)]
    for kind in dict.fromkeys(delay.kind for delay in delays):
        cells = [by_case.get((server, count, kind)) for server, count in columns]
        alone = [by_case[server, 0, "none"] for server, _ in columns] if kind == "none" else cells
        times = [f"{delay.p50:.1f} / {delay.p99:.1f}" if delay else "" for delay in alone]
        rows.append(f"| {kind} | {' | '.join(times)} |")
    return "\n".join(rows)


def _attack_row(attack: Attack) -> str:
    count = attack.answers.total()
    taken, refused = (
        sum(n for status, n in attack.answers.items() if low <= status < high)
        for low, high in ((200, 400), (400, 500))
    )
    return (
        f"| {attack.server} | {count:,} | {count / attack.seconds:,.0f} | {taken:,} | {refused:,} "
        f"| {attack.failed} | {attack.answers[CLOSED]:,} | {attack.stored} "
        f"| {attack.early:.0f} | {attack.late:.0f} |"
    )


def _topics_table(costs: TopicCosts) -> str:
    rows = [f"| of {costs.comments:,} comments | |", "| --- | ---: |"]
    rows.append(f"| tagging a thousand | {costs.tagging:,.0f} ms |")
    rows += [f"| {name} | {seconds:.1f} s |" for name, seconds in costs.edits.items()]
    rows += [f"| {name} | {took:,.0f} ms |" for name, took in costs.pages.items()]
    return "\n".join([*rows, f"| sums by day: {costs.rows:,} rows | {costs.megabytes:.0f} MB |"])


def _growth_table(sizes: list[Size]) -> str:
    rows = [
        "| answers | page data of 24 h, ms | of 30 days | of all | comments | rows of sums "
        "| a visit, Postgres µs | one of 50 |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for size in sizes:
        rows.append(
            f"| {size.answers:,} | {' | '.join(f'{page:.0f}' for page in size.pages)} "
            f"| {size.comments:.0f} | {size.rows:,} "
            f"| {size.write:.0f} | {size.batched:.0f} |"
        )
    return "\n".join(rows)


def _keep(name: str, text: str) -> None:
    """Show a result, and put it in its place in the page."""
    click.echo(f"\n{text}\n")
    keep_in(PAGE, name, text)


main.add_command(evidence_keys)
main.add_command(faults)
main.add_command(kept_clicks)
main.add_command(page_growth)

if __name__ == "__main__":
    main()
