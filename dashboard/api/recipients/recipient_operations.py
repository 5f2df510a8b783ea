"""What the API offers to whoever sends mails: tokens and snippets."""

from feedback_buttons.dashboard.api.api_operation import ONE_CAMPAIGN, Operation
from feedback_buttons.dashboard.api.recipients import token_handlers, token_models

TOKENS = (
    Operation("POST", f"{ONE_CAMPAIGN}/tokens", "sign_recipients",
              "Tokens for up to 10,000 recipients of a campaign, or their messages",
              "tokens", token_handlers.sign_recipients, token_models.TokenList, body=token_models.NewTokens,
              refused=("conflict",)),
    Operation("POST", "/contact-tokens", "sign_contacts",
              "Tokens for up to 10,000 contacts that work in every campaign",
              "tokens", token_handlers.sign_contacts, token_models.TokenList, body=token_models.NewContacts),
    Operation("POST", f"{ONE_CAMPAIGN}/snippet", "make_snippet", "The buttons for one recipient's mail",
              "tokens", token_handlers.make_snippet, token_models.Snippet,
              body=token_models.NewSnippet, refused=("conflict",)),
)  # fmt: skip
