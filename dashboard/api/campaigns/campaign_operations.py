"""What the API offers of campaigns."""

from feedback_buttons.dashboard.api.api_operation import ONE_CAMPAIGN, Operation
from feedback_buttons.dashboard.api.campaigns import (
    campaign_handlers,
    campaign_request_models,
    campaign_response_models,
)

CAMPAIGNS = (
    Operation("GET", "/campaigns", "list_campaigns", "All campaigns, newest first",
              "campaigns:read", campaign_handlers.list_campaigns, campaign_response_models.Campaigns),
    Operation("POST", "/campaigns", "add_campaign", "Make a campaign",
              "campaigns:write", campaign_handlers.add_campaign, campaign_response_models.Campaign,
              body=campaign_request_models.NewCampaign, status=201, stored=True, refused=("conflict",)),
    Operation("GET", ONE_CAMPAIGN, "get_campaign", "A campaign",
              "campaigns:read", campaign_handlers.get_campaign, campaign_response_models.Campaign),
    Operation("PATCH", ONE_CAMPAIGN, "change_campaign", "Change a campaign",
              "campaigns:write", campaign_handlers.change_campaign, campaign_response_models.Campaign,
              body=campaign_request_models.CampaignChange, stored=True, refused=("conflict",)),
    Operation("POST", f"{ONE_CAMPAIGN}/close", "close_campaign", "Close a campaign: new answers no longer count",
              "campaigns:write", campaign_handlers.close_campaign, campaign_response_models.Campaign, stored=True),
    Operation("POST", f"{ONE_CAMPAIGN}/reopen", "reopen_campaign", "Open a campaign again",
              "campaigns:write", campaign_handlers.reopen_campaign, campaign_response_models.Campaign, stored=True),
)  # fmt: skip
