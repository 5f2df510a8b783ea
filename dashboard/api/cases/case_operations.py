"""What the API offers of cases and their rules."""

from feedback_buttons.dashboard.api.api_operation import Operation
from feedback_buttons.dashboard.api.cases import case_handlers, case_models

CASES = (
    Operation("GET", "/cases", "list_cases", "Cases, in the order of the queue",
              "cases:read", case_handlers.list_cases, case_models.CasesPage, query=case_models.CasesQuery,
              refused=("conflict",)),
    Operation("GET", "/cases/{case}", "get_case", "A case",
              "cases:read", case_handlers.get_case, case_models.CaseFacts),
    Operation("PATCH", "/cases/{case}", "change_case", "Assign, annotate, tag, snooze, close or reopen a case",
              "cases:write", case_handlers.change_case, case_models.CaseFacts,
              body=case_models.CaseChange, stored=True, refused=("conflict",)),
    Operation("GET", "/case-times", "get_case_times", "Response times to cases, and who was reached",
              "cases:read", case_handlers.get_case_times, case_models.CaseReaction, query=case_models.CaseTimesQuery,
              refused=("conflict",)),
    Operation("GET", "/case-rules", "list_case_rules", "Rules that open cases, the oldest first",
              "cases:read", case_handlers.list_case_rules, case_models.CaseRuleList),
    Operation("POST", "/case-rules", "add_case_rule", "Add a rule that opens cases, for answers from now on",
              "campaigns:write", case_handlers.add_case_rule, case_models.CaseRuleList,
              body=case_models.NewCaseRule, status=201, stored=True, refused=("conflict",)),
    Operation("POST", "/case-rules/remove", "remove_case_rule", "Remove a rule that opens cases",
              "campaigns:write", case_handlers.remove_case_rule, case_models.CaseRuleList,
              body=case_models.CaseRuleName, stored=True, refused=("conflict",)),
)  # fmt: skip
