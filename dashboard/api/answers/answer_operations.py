"""What the API offers of single answers."""

from feedback_buttons.dashboard.api.answers import answer_handlers, answer_models
from feedback_buttons.dashboard.api.api_operation import ONE_CAMPAIGN, Operation

ANSWERS = (
    Operation("GET", f"{ONE_CAMPAIGN}/answers", "follow_answers",
              "Ratings and comments in the order of their changes; none is ever missed",
              "answers", answer_handlers.follow_answers, answer_models.AnswerPage, query=answer_models.ChangesQuery,
              refused=("conflict",)),
)  # fmt: skip
