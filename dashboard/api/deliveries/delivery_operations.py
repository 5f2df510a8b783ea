"""What the API offers of deliveries."""

from feedback_buttons.dashboard.api.api_operation import ONE_CAMPAIGN, Operation
from feedback_buttons.dashboard.api.deliveries import delivery_handlers, delivery_models

DELIVERIES = (
    Operation("GET", f"{ONE_CAMPAIGN}/deliveries", "list_deliveries", "How many mails were delivered, by hour",
              "deliveries", delivery_handlers.list_deliveries, delivery_models.DeliveryList),
    Operation("PUT", f"{ONE_CAMPAIGN}/deliveries", "put_deliveries",
              "Report how many mails were delivered by hour; replaces earlier reports",
              "deliveries", delivery_handlers.put_deliveries, delivery_models.DeliveryList,
              body=delivery_models.Deliveries),
)  # fmt: skip
