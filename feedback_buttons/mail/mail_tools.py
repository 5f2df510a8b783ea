"""The mail tools: all that is known of each, in one place.

Only what its source says is confirmed. A claim without a source could not be confirmed, and is shown as such.
"""

from feedback_buttons.mail.mail_tool import TEMPLATE, MailTool, MailToolError

_ALL = (
    MailTool(
        name="mailchimp",
        title="Mailchimp",
        tag="*|FBTOKEN|*",
        tag_source="https://mailchimp.com/developer/marketing/docs/merge-fields/",
        tracking="off for the whole campaign, in its settings; free and new accounts are still redirected",
        tracking_source="https://mailchimp.com/help/enable-and-view-click-tracking",
        menu="Audience → All contacts → Settings → Audience fields and merge tags",
        menu_source="https://chimpmatic.com/mailchimp-audience-fields-and-merge-tags",
        paste_menu="Campaigns → Create → Email → Regular → Code Your Own → Paste in Code",
        paste_source="https://draftship.io/guides/use-draftship-with-mailchimp",
    ),
    MailTool(
        name="sendgrid",
        title="Twilio SendGrid",
        tag="{{feedback_token}}",
        tag_source="https://docs.sendgrid.com/for-developers/sending-email/using-handlebars",
        attribute='clicktracking="off"',
        tracking_source="https://docs.sendgrid.com/ui/analytics-and-reporting/click-tracking-html-best-practices",
        menu="Marketing Campaigns → Custom Fields",
        menu_source="https://www.twilio.com/docs/sendgrid/api-reference/custom-fields/create-custom-field-definition.md",
        paste_menu=""
        "Email API → Dynamic Templates → Create a Dynamic Template → Add Version → Code Editor",
        paste_source="https://draftship.io/guides/use-draftship-with-sendgrid",
    ),
    MailTool(
        name="mailgun",
        title="Mailgun",
        tag="%recipient.feedback_token%",
        attribute='disable-tracking="true"',
        paste=TEMPLATE,
        by_program=True,
        paste_menu="Sending → Templates → Create template",
        paste_source="https://help.mailgun.com/hc/en-us/articles/360021380793-Email-Templates",
    ),
    MailTool(
        name="postmark",
        title="Postmark",
        tag="{{feedback_token}}",
        tag_source="https://postmarkapp.com/support/article/1077-template-syntax",
        attribute="data-pm-no-track",
        tracking_source="https://postmarkapp.com/developer/user-guide/tracking-links",
        paste=TEMPLATE,
        by_program=True,
        paste_menu="Servers → your server → Templates",
        paste_source="https://postmarkapp.com/blog/special-delivery-postmark-templates",
    ),
    MailTool(
        name="ses",
        title="Amazon SES",
        tag="{{feedback_token}}",
        tag_source="https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-api.html",
        attribute="ses:no-track",
        tracking_source="https://github.com/braze-inc/braze-docs",
        paste=TEMPLATE,
        empty="the mail is not sent: give every recipient the value",
        by_program=True,
        paste_menu="CreateTemplate → HtmlPart",
        paste_source="https://docs.aws.amazon.com/boto3/latest/guide/ses-template.html",
    ),
    MailTool(
        name="salesforce",
        title="Salesforce Marketing Cloud",
        tag="%%FEEDBACK_TOKEN%%",
        tracking="put the whole link into an AMPscript variable and print that",
        tracking_source="https://help.salesforce.com/s/articleView?id=000382334&language=en_US&type=1",
        menu="Email Studio → Email → Subscribers → Data Extensions",
        menu_source="https://github.com/SparkPost/support-docs/tree/HEAD/content/analyst/sfmc",
        paste_menu="Email Studio → Content",
        paste_source="https://astreait.com/Content-Builder/",
    ),
    MailTool(
        name="hubspot",
        title="HubSpot",
        tag="{{contact.feedback_token}}",
        tracking="no way found for one link",
        menu="Settings → Properties → Create property",
        menu_source="https://knowledge.hubspot.com/jp/contacts/how-can-i-create-a-custom-property",
        paste_menu="Content → Design Manager → File → New file",
        paste_source="https://knowledge.hubspot.com/email/create-programmable-emails",
    ),
    MailTool(
        name="klaviyo",
        title="Klaviyo",
        tag="{{person|lookup:'FEEDBACK_TOKEN'}}",
        tag_source="https://help.klaviyo.com/",
        tracking="no way found for one link",
        menu="Lists & Segments → Create List/Segment → List → Upload from File",
        menu_source="https://help.klaviyo.com/hc/en-us/articles/115005078967-Create-and-Add-Contacts-to-a-New-List",
        paste_menu="Email Templates → Create Template → HTML",
        paste_source="https://draftship.io/guides/use-draftship-with-klaviyo",
    ),
    MailTool(
        name="braze",
        title="Braze",
        tag="{{custom_attribute.${feedback_token}}}",
        tag_source="https://github.com/braze-inc/braze-docs",
        attribute='clicktracking="off" data-msys-clicktrack="0" ses:no-track',
        tracking_source="https://github.com/braze-inc/braze-docs",
        menu="Data Settings → Custom Attributes",
        menu_source="https://github.com/braze-inc/braze-docs/blob/HEAD/_docs/_user_guide/"
        "data/activation/attributes/custom_attributes.md",
        paste_menu="Templates & Media → Email Templates → Create Template → HTML",
        paste_source="https://draftship.io/guides/use-draftship-with-braze",
    ),
    MailTool(
        name="customerio",
        title="Customer.io",
        tag="{{customer.feedback_token}}",
        tag_source="https://docs.customer.io/journeys/using-liquid",
        attribute='class="untracked"',
        tracking_source="http://learn.customer.io/documentation/link-tracking.html",
        empty="the mail is not sent: give every person the attribute",
        menu="People → Add People",
        menu_source="https://docs.customer.io/journeys/manually-adding-or-updating-people",
    ),
    MailTool(
        name="iterable",
        title="Iterable",
        tag="{{feedback_token}}",
        tag_source="https://support.iterable.com/hc/en-us/articles/35601631606036-Handlebars-Overview",
        tracking="no way found for one link",
        menu="Audience → Lists → Import List",
        menu_source="https://support.iterable.com/hc/en-us/articles/205694345-CSV-List-Import-Best-Practices",
        paste_menu="Content → Templates → New template → Email",
        paste_source="https://support.iterable.com/hc/en-us/articles/"
        "360044425931-Creating-Email-Templates",
    ),
    MailTool(
        name="brevo",
        title="Brevo",
        tag="{{contact.FEEDBACK_TOKEN}}",
        tag_source="https://help.brevo.com/hc/en-us/articles/4402386448530",
        tracking="no way found for one link",
    ),
    MailTool(
        name="activecampaign",
        title="ActiveCampaign",
        tag="%FEEDBACK_TOKEN%",
        tag_source="https://activecampaign.design/docs/patterns/personalization",
        tracking="off for the whole campaign, in its settings",
        menu="Contacts → Fields",
        menu_source="https://help.activecampaign.com/hc/en-us/articles/360008034920-Custom-account-field-overview",
    ),
    MailTool(
        name="campaignmonitor",
        title="Campaign Monitor",
        tag="[feedbacktoken,fallback=]",
        tag_source="https://help.oneclickpolitics.com/hc/en-us/articles/228081588-How-do-I-personalize-a-campaign",
        attribute="cm_dontconvertlink",
    ),
    MailTool(
        name="marketo",
        title="Adobe Marketo Engage",
        tag="{{lead.FeedbackToken}}",
        tag_source="https://nation.marketo.com/t5/product-blogs/"
        "don-t-html-encode-my-tokens-when-they-re-gonna-appear-in-the/ba-p/321772",
        attribute='class="mktNoTrack"',
        tracking_source="https://nation.marketo.com/t5/product-blogs/"
        "don-t-html-encode-my-tokens-when-they-re-gonna-appear-in-the/ba-p/321772",
        menu="Admin → Field Management → New Custom Field",
        menu_source="https://experienceleague.adobe.com/ja/docs/marketo/using/product-docs/"
        "administration/field-management/create-a-custom-field-in-marketo",
        paste_menu="Edit Draft → Edit Code",
        paste_source="https://github.com/AdobeDocs/marketo.en/blob/HEAD/help/marketo/"
        "product-docs/email-marketing/general/functions-in-the-editor/edit-an-emails-html.md",
    ),
    MailTool(
        name="copernica",
        title="Copernica",
        tag="{$profile.FEEDBACK_TOKEN}",
        tag_source="https://www.copernica.com/nl/documentation/smarty",
        tracking="no way found for one link",
        empty="upper and lower case must be those of the field",
        menu="Publisher → Profiles",
        menu_source="https://www.copernica.com/en/documentation/setup-database",
        paste_menu="Publisher → E-mailings",
        paste_source="https://www-dev.copernica.com/en/documentation/templates-publisher",
    ),
    MailTool(
        name="deployteq",
        title="Deployteq",
        tag="{{customer_option field='FEEDBACK_TOKEN'}}",
        tag_source="https://squeezely.atlassian.net/wiki/",
        tracking="off for a contact whose field Track is No; no way found for one link",
        tracking_source="https://docs.deployteq.net/dug/getting-started-with-deployteq/data/track-opt-in-for-contacts",
    ),
    MailTool(
        name="listmonk",
        title="listmonk",
        tag="{{.Subscriber.Attribs.feedback_token}}",
        tag_source="https://listmonk.app/docs/templating/",
        tracking="nothing to do: only links that end in @TrackLink are tracked",
        tracking_source="https://listmonk.app/docs/templating/",
        paste="a campaign of raw HTML",
        paste_menu="Campaigns → Create new",
        paste_source="https://listmonk.app/docs/archives/",
    ),
    MailTool(
        name="mautic",
        title="Mautic",
        tag="{contactfield=feedback_token}",
        tag_source="https://github.com/mautic/user-documentation",
        attribute='data-mautic-disable-tracking="true"',
        tracking_source="https://github.com/mautic/user-documentation/blob/HEAD/docs/channels/emails.rst",
        menu="⚙ → Custom Fields",
        menu_source="https://docs.mautic.org/en/contacts/manage-custom-fields",
        paste_menu="Builder → Edit code",
        paste_source="https://github.com/mautic/user-documentation/blob/HEAD/docs/builders/"
        "email_landing_page.rst",
    ),
    MailTool(
        name="keila",
        title="Keila",
        tag="{{contact.data.feedback_token}}",
        tracking="off for the whole campaign, in its settings",
        menu="Contacts → Import Contacts",
        menu_source="https://www.keila.io/docs/contacts",
    ),
    MailTool(
        name="django",
        title="Django or Jinja, in your own code",
        tag="{{feedback_token}}",
        tag_source="tests/mail/test_mail_tools.py",
        tracking="nothing to do: nothing is tracked",
        tracking_source="tests/mail/test_mail_tools.py",
        paste=TEMPLATE,
        by_program=True,
    ),
)
MAIL_TOOLS = {tool.name: tool for tool in _ALL}


def get(name: str) -> MailTool:
    """The mail tool of this name.

    >>> get("mailchimp").tag
    '*|FBTOKEN|*'

    Raises:
        MailToolError: there is none.
    """
    if name not in MAIL_TOOLS:
        raise MailToolError(f"there is no mail tool {name!r}; choose {', '.join(MAIL_TOOLS)}.")
    return MAIL_TOOLS[name]


def other(tag: str) -> MailTool:
    """A mail tool that is not listed, by its merge tag."""
    return MailTool(
        name="other",
        title="your mail tool",
        tag=tag,
        tracking="look in its settings for a way to switch it off",
    )
