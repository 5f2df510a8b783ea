"""What the API offers of links that show a page without an account."""

from feedback_buttons.dashboard.api.api_operation import Operation
from feedback_buttons.dashboard.api.sharing import shared_page_handlers, shared_page_models

SHARED_PAGES = (
    Operation("GET", "/shared-pages", "list_shared_pages", "Links that show a page or a score without signing in",
              "campaigns:read", shared_page_handlers.list_shared_pages, shared_page_models.SharedPageList),
    Operation("POST", "/shared-pages", "share_page", "Add a link that shows a page or a score without signing in",
              "campaigns:write", shared_page_handlers.share_page, shared_page_models.SharedPageMade,
              body=shared_page_models.NewSharedPage, status=201, stored=True),
    Operation("POST", "/shared-pages/revoke", "revoke_shared_page", "Revoke a link",
              "campaigns:write", shared_page_handlers.revoke_shared_page, shared_page_models.SharedPageList,
              body=shared_page_models.SharedPageName, stored=True),
)  # fmt: skip
