-- Which languages there are, the code decides (feedback_buttons/i18n): a new one needs no migration. Here only the shape of a tag is checked.
alter table campaign
    drop constraint campaign_language_check,
    add constraint campaign_language_check check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
alter table account
    drop constraint account_language_check,
    add constraint account_language_check check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
