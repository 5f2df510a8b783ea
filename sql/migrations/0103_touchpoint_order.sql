-- The order in which customers pass the touchpoints, as the team edits it. Touchpoints that do not stand here follow, in the
-- starting order (feedback_buttons/campaigns/touchpoints.py).
create table touchpoint_place (
    touchpoint text     primary key check (touchpoint <> ''),
    place      smallint not null unique check (place > 0)
);
