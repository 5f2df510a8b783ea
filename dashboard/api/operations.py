"""All that the API can do: what requests are routed and checked by, and what its document is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from feedback_buttons.accounts.api_keys import Scope
from feedback_buttons.dashboard.api import handlers, request_models, response_models
from feedback_buttons.dashboard.api.alerts import alert_handlers, alert_models
from feedback_buttons.dashboard.api.cases import case_handlers, case_models
from feedback_buttons.dashboard.api.people import (
    audience_handlers,
    audience_models,
    outcome_handlers,
    outcome_models,
    rest_handlers,
    rest_models,
)
from feedback_buttons.dashboard.api.scores import (
    gains_handlers,
    gains_models,
    overview_handlers,
    overview_models,
    scenario_handlers,
    scenario_models,
    score_models,
    touchpoint_handlers,
    touchpoint_models,
)
from feedback_buttons.dashboard.api.scores.period_query import PeriodQuery
from feedback_buttons.dashboard.api.sharing import shared_page_handlers, shared_page_models


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: a method and path, the scope that it needs, its models, and what handles it.

    Attributes:
        name: what generated clients call it.
        scope: what the key must be good for.
        run: does it; takes a :class:`handlers.Call`.
        answer: the model of what is answered, with ``status``.
        body, query: the models of what is asked.
        stored: writes something that a program may send again under one Idempotency-Key.
    """

    method: str
    path: str
    name: str
    summary: str
    scope: Scope
    run: Callable[[handlers.Call], Any]
    answer: type[BaseModel]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    status: int = 200
    stored: bool = False


_ONE = "/campaigns/{campaign}"
OPERATIONS = (
    Operation("GET", "/campaigns", "list_campaigns", "All campaigns, newest first",
              "campaigns:read", handlers.list_campaigns, response_models.Campaigns),
    Operation("POST", "/campaigns", "add_campaign", "Make a campaign",
              "campaigns:write", handlers.add_campaign, response_models.Campaign,
              body=request_models.NewCampaign, status=201, stored=True),
    Operation("GET", _ONE, "get_campaign", "A campaign",
              "campaigns:read", handlers.get_campaign, response_models.Campaign),
    Operation("PATCH", _ONE, "change_campaign", "Change a campaign",
              "campaigns:write", handlers.change_campaign, response_models.Campaign,
              body=request_models.CampaignChange, stored=True),
    Operation("POST", f"{_ONE}/close", "close_campaign", "Close a campaign: new answers no longer count",
              "campaigns:write", handlers.close_campaign, response_models.Campaign, stored=True),
    Operation("POST", f"{_ONE}/reopen", "reopen_campaign", "Open a campaign again",
              "campaigns:write", handlers.reopen_campaign, response_models.Campaign, stored=True),
    Operation("GET", f"{_ONE}/score", "get_score", "A campaign's score, as the dashboard shows it",
              "campaigns:read", handlers.get_score, score_models.Score, query=PeriodQuery),
    Operation("GET", "/overview", "get_overview", "All campaigns' scores, the index, and what needs attention",
              "campaigns:read", overview_handlers.get_overview, overview_models.CampaignsOverview,
              query=overview_models.OverviewQuery),
    Operation("GET", "/gains", "get_gains", "Who scores otherwise, and by how much",
              "campaigns:read", gains_handlers.get_gains, gains_models.Gains, query=gains_models.GainsQuery),
    Operation("GET", "/scenarios", "list_scenarios", "What-if scenarios that the team keeps",
              "campaigns:read", scenario_handlers.list_scenarios, scenario_models.ScenarioList),
    Operation("PUT", "/scenarios", "save_scenario", "Keep a what-if scenario",
              "campaigns:write", scenario_handlers.save_scenario, scenario_models.ScenarioList,
              body=scenario_models.NewScenario),
    Operation("POST", "/scenarios/remove", "remove_scenario", "Forget a what-if scenario",
              "campaigns:write", scenario_handlers.remove_scenario, scenario_models.ScenarioList,
              body=scenario_models.NamedScenario, stored=True),
    Operation("PUT", "/outcomes", "put_outcomes", "Say what up to 10,000 people did later, such as bought again",
              "tokens", outcome_handlers.put_outcomes, outcome_models.OutcomesKept, body=outcome_models.NewOutcomes),
    Operation("POST", f"{_ONE}/tokens", "sign_recipients",
              "Tokens for up to 10,000 recipients of a campaign, or their messages",
              "tokens", handlers.sign_recipients, response_models.TokenList, body=request_models.NewTokens),
    Operation("POST", "/contact-tokens", "sign_contacts",
              "Tokens for up to 10,000 contacts that work in every campaign",
              "tokens", handlers.sign_contacts, response_models.TokenList, body=request_models.NewContacts),
    Operation("POST", f"{_ONE}/snippet", "make_snippet", "The buttons for one recipient's mail",
              "tokens", handlers.make_snippet, response_models.Snippet, body=request_models.NewSnippet),
    Operation("GET", f"{_ONE}/deliveries", "list_deliveries", "How many mails were delivered, by hour",
              "deliveries", handlers.list_deliveries, response_models.DeliveryList),
    Operation("PUT", f"{_ONE}/deliveries", "put_deliveries",
              "Say how many mails were delivered in some hours, replacing what was said of these",
              "deliveries", handlers.put_deliveries, response_models.DeliveryList, body=request_models.Deliveries),
    Operation("GET", f"{_ONE}/answers", "follow_answers",
              "Ratings and comments in the order of their changes; none is ever missed",
              "answers", handlers.follow_answers, response_models.AnswerPage, query=request_models.ChangesQuery),
    Operation("GET", "/cases", "list_cases", "Answers that need somebody, as the queue has them",
              "cases:read", case_handlers.list_cases, case_models.CasesPage, query=case_models.CasesQuery),
    Operation("GET", "/cases/{case}", "get_case", "A case",
              "cases:read", case_handlers.get_case, case_models.CaseFacts),
    Operation("PATCH", "/cases/{case}", "change_case", "Take, note, tag, snooze, close a case, or open it again",
              "cases:write", case_handlers.change_case, case_models.CaseFacts,
              body=case_models.CaseChange, stored=True),
    Operation("GET", "/case-times", "get_case_times", "How soon the team reacts to cases, and whom it reaches",
              "cases:read", case_handlers.get_case_times, case_models.CaseReaction, query=case_models.CaseTimesQuery),
    Operation("GET", "/case-rules", "list_case_rules", "What opens cases, the oldest rule first",
              "cases:read", case_handlers.list_case_rules, case_models.CaseRuleList),
    Operation("POST", "/case-rules", "add_case_rule", "Let answers open cases from now on",
              "campaigns:write", case_handlers.add_case_rule, case_models.CaseRuleList,
              body=case_models.NewCaseRule, status=201, stored=True),
    Operation("POST", "/case-rules/remove", "remove_case_rule", "Let a rule open no more cases",
              "campaigns:write", case_handlers.remove_case_rule, case_models.CaseRuleList,
              body=case_models.CaseRuleName, stored=True),
    Operation("GET", "/shared-pages", "list_shared_pages", "Links that show a page or a score without signing in",
              "campaigns:read", shared_page_handlers.list_shared_pages, shared_page_models.SharedPageList),
    Operation("POST", "/shared-pages", "share_page", "Make a link that shows a page or a score without signing in",
              "campaigns:write", shared_page_handlers.share_page, shared_page_models.SharedPageMade,
              body=shared_page_models.NewSharedPage, status=201, stored=True),
    Operation("POST", "/shared-pages/revoke", "revoke_shared_page", "Let a link open nothing any more",
              "campaigns:write", shared_page_handlers.revoke_shared_page, shared_page_models.SharedPageList,
              body=shared_page_models.SharedPageName, stored=True),
    Operation("GET", "/touchpoints", "list_touchpoints", "All touchpoints, in the order in which customers pass them",
              "campaigns:read", touchpoint_handlers.list_touchpoints, touchpoint_models.TouchpointList),
    Operation("PUT", "/touchpoints", "order_touchpoints", "Say in which order customers pass the touchpoints",
              "campaigns:write", touchpoint_handlers.order_touchpoints, touchpoint_models.TouchpointList,
              body=touchpoint_models.TouchpointOrder),
    Operation("GET", "/audience", "list_audience", "Who gave which scores: of a campaign, a touchpoint, or all",
              "answers", audience_handlers.list_audience, audience_models.AudiencePage,
              query=audience_models.AudienceQuery),
    Operation("GET", f"{_ONE}/unanswered", "list_unanswered", "Kept messages of a campaign that have no answer",
              "answers", audience_handlers.list_unanswered, audience_models.UnansweredPage,
              query=audience_models.UnansweredQuery),
    Operation("POST", f"{_ONE}/unanswered", "find_unanswered", "Which of up to 10,000 people have not answered",
              "answers", audience_handlers.find_unanswered, audience_models.UnansweredPage,
              body=audience_models.AskedPeople),
    Operation("GET", "/touchpoint-targets", "list_touchpoint_targets", "What the campaigns at touchpoints aim at",
              "campaigns:read", touchpoint_handlers.list_touchpoint_targets, touchpoint_models.TouchpointTargetList),
    Operation("PUT", "/touchpoint-targets", "aim_touchpoint", "Say what the campaigns at a touchpoint aim at",
              "campaigns:write", touchpoint_handlers.aim_touchpoint, touchpoint_models.TouchpointTargetList,
              body=touchpoint_models.NewTouchpointTarget),
    Operation("GET", "/rest-rules", "list_rest_rules", "How often people may be asked, and how many were left out",
              "campaigns:read", rest_handlers.list_rest_rules, rest_models.RestRuleList),
    Operation("PUT", "/rest-rules", "set_rest_rule", "Say how often people may be asked",
              "campaigns:write", rest_handlers.set_rest_rule, rest_models.RestRuleList,
              body=rest_models.NewRestRule),
    Operation("GET", "/channels", "list_channels", "Where messages go, without what is secret of it",
              "alerts:read", alert_handlers.list_channels, alert_models.ChannelList),
    Operation("POST", "/channels", "add_channel", "Make a channel; the key of a webhook is told here and never again",
              "alerts:write", alert_handlers.add_channel, alert_models.ChannelMade,
              body=alert_models.NewChannel, status=201),
    Operation("POST", "/channels/pause", "pause_channel", "Switch a channel off, or on again; what waits, waits on",
              "alerts:write", alert_handlers.pause_channel, alert_models.ChannelFacts,
              body=alert_models.ChannelPause, stored=True),
    Operation("POST", "/channels/answers", "set_channel_answers",
              "Send a channel every settled answer from now on, or none any more",
              "alerts:write", alert_handlers.set_channel_answers, alert_models.ChannelFacts,
              body=alert_models.ChannelAnswers, stored=True),
    Operation("POST", "/channels/tickets", "set_channel_tickets",
              "Ask a channel for a ticket of each case from now on, or for none any more",
              "alerts:write", alert_handlers.set_channel_tickets, alert_models.ChannelFacts,
              body=alert_models.ChannelTickets, stored=True),
    Operation("POST", "/channels/key", "change_channel_key",
              "Let a webhook sign with a new key too, told here and never again, or with its newest alone",
              "alerts:write", alert_handlers.change_channel_key, alert_models.ChannelKeys,
              body=alert_models.ChannelKey),
    Operation("POST", "/channels/remove", "remove_channel", "Take a channel away, and what waits for it",
              "alerts:write", alert_handlers.remove_channel, alert_models.ChannelList,
              body=alert_models.ChannelChosen, stored=True),
    Operation("GET", "/alert-rules", "list_alert_rules", "Who is told of what, the oldest first",
              "alerts:read", alert_handlers.list_alert_rules, alert_models.AlertRuleList),
    Operation("POST", "/alert-rules", "add_alert_rule", "Tell channels of what happens from now on",
              "alerts:write", alert_handlers.add_alert_rule, alert_models.AlertRuleFacts,
              body=alert_models.NewAlertRule, status=201, stored=True),
    Operation("POST", "/alert-rules/remove", "remove_alert_rule", "Let a rule fire no more",
              "alerts:write", alert_handlers.remove_alert_rule, alert_models.AlertRuleList,
              body=alert_models.AlertRuleChosen, stored=True),
    Operation("GET", "/messages", "list_messages", "What leaves: messages, newest first, and how it ended",
              "alerts:read", alert_handlers.list_messages, alert_models.MessageList, query=alert_models.MessageQuery),
    Operation("POST", "/messages/replay", "replay_messages", "Send dead messages again, with the keys that they had",
              "alerts:write", alert_handlers.replay_messages, alert_models.Replayed,
              body=alert_models.Replay, stored=True),
    Operation("GET", "/journey", "get_journey", "The touchpoints in their order, each with its score over campaigns",
              "campaigns:read", touchpoint_handlers.get_journey, touchpoint_models.JourneyFacts,
              query=touchpoint_models.JourneyQuery),
)  # fmt: skip
