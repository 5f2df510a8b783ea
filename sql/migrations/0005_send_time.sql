-- When the mail was sent, as far as its token or its campaign told: what a later judgement of the same
-- evidence needs to know as well.
alter table rating add column sent_at timestamptz;

grant select (sent_at) on rating to feedback_collector;
