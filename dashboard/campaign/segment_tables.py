"""Scores by group on a campaign's page: a table for each kind of group, each value with its interval."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from feedback_buttons.dashboard.campaign import comment_ways, score_axis
from feedback_buttons.dashboard.campaign.score_axis import ScoreAxis
from feedback_buttons.dashboard.comments import comment_text as words
from feedback_buttons.dashboard.kit.shapes import blocks, file_links
from feedback_buttons.dashboard.kit.shapes.blocks import Child, Props
from feedback_buttons.dashboard.kit.words import chart_text, overview_text, text
from feedback_buttons.reports.segments.segments import (
    AGE,
    CLIENT,
    LANGUAGE,
    LEAST,
    PROOF,
    WAVE,
    Segment,
    Segments,
)
from feedback_buttons.reports.statistics import stats


def card(now: dict[str, Props], csv: str) -> Component:
    """The card; hidden where no group would say more than the score does."""
    return blocks.folded(
        "segments",
        chart_text.SEGMENTS,
        html.P(id="segments-note", className="note", **now["segments-note"]),
        html.Div(id="segments", **now["segments"]),
        html.P(file_links.links(csv, chart_text.SEGMENTS), className="files"),
        id="segments-card",
        **now["segments-card"],
    )


def props(segments: Segments, slug: str) -> dict[str, Props]:
    """What changes of it, by component id."""
    at = [chart_text.AS_OF, blocks.moment(segments.at), ". "] if segments.at else []
    grouped = groupby(segments.segments, key=lambda segment: segment.kind)
    kinds = [
        group for group in ((kind, list(groups)) for kind, groups in grouped) if _tells(*group)
    ]
    shown = [group for _, groups in kinds for group in groups]
    scale = stats.scores(shown[0].counts if shown else stats.SCORES)
    axis = score_axis.around([group.score for group in shown], scale)
    return {
        "segments-card": {"hidden": not kinds},
        "segments-note": {"children": [*at, chart_text.segments_mean(LEAST)]},
        "ages": {"children": ages(segments, slug), "hidden": segments.ages is None},
        "segments": {"children": [_kind(slug, kind, groups, axis) for kind, groups in kinds]},
    }


def ages(segments: Segments, slug: str) -> list[Child]:
    """Early against late, in words that lead to their comments, for below the score; nothing where there is nothing to
    tell."""
    pair = segments.ages
    if not pair or not segments.at:
        return []
    early, late = (
        blocks.way(
            chart_text.age(segment.value or "", segment.score), comment_ways.of_group(slug, segment)
        )
        for segment in (pair.early, pair.late)
    )
    difference = pair.difference
    apart = [f" {overview_text.apart(difference)}"] if difference else []
    return [
        early,
        " ",
        late,
        *apart,
        f" {chart_text.AS_OF}",
        blocks.moment(segments.at),
        ".",
    ]


def name(kind: str) -> str:
    """What a kind of groups is called."""
    named = {
        LANGUAGE: chart_text.PAGE_LANGUAGE,
        CLIENT: chart_text.CLIENT,
        PROOF: chart_text.PROOF,
        AGE: chart_text.AGE,
        WAVE: words.WAVE,
    }
    return str(named.get(kind, kind))  # a cell of a workbook takes a str alone


def value(segment: Segment) -> str:
    """What a group is called."""
    if segment.value is None:
        return str(chart_text.SMALLER)
    if segment.wave:
        return chart_text.wave(segment.wave)
    names = {
        LANGUAGE: text.languages(),
        CLIENT: chart_text.CLIENTS,
        PROOF: chart_text.PROOFS,
        AGE: chart_text.AGES,
    }.get(segment.kind, {})
    return str(names.get(segment.value, segment.value) or chart_text.NOT_KNOWN)


def _tells(kind: str, groups: Sequence[Segment]) -> bool:
    """Whether a kind says more than the score: not where everybody is in one group of it."""
    return len(groups) > 1 or kind not in (LANGUAGE, CLIENT, PROOF, AGE, WAVE)


def _kind(slug: str, kind: str, groups: Sequence[Segment], axis: ScoreAxis) -> Component:
    heads = [name(kind), text.SCORE, axis.words, text.ANSWERS]
    if kind == WAVE:
        heads.append(text.RESPONSE_RATE)
        groups = sorted(groups, key=lambda group: int(group.value or 99))
    label = f"{chart_text.SEGMENTS}: {name(kind)}"
    parts = [blocks.table(heads, (tuple(_row(slug, group, axis)) for group in groups), label)]
    if means := {CLIENT: chart_text.CLIENT_MEANS, PROOF: chart_text.PROOF_MEANS}.get(kind):
        parts.append(html.P(means, className="note"))
    return html.Div(
        parts, className="wide", tabIndex="0", role="group", **blocks.aria(label=name(kind))
    )


def _row(slug: str, segment: Segment, axis: ScoreAxis) -> Iterator[Child]:
    score = segment.score
    yield blocks.way(value(segment), comment_ways.of_group(slug, segment))
    if score is None:
        few = segment.answers < LEAST
        doubt = chart_text.fewer(LEAST) if few else text.margin(stats.score(segment.counts))
        yield html.Span(doubt, className="meta")
        yield ""
    else:
        margin = html.Span(text.margin(score), className="meta")
        yield html.Span([html.B(text.mean(score)), " ", margin])
        yield axis.meter(score)
    yield text.number(segment.answers)
    if segment.kind == WAVE:
        yield text.percent(segment.response_rate)
