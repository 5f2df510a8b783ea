-- A rule's first look at what stands: targets that were reached and topics that rose before it was made are no news to it.
alter table alert_rule add column looked boolean not null default false;
update alert_rule set looked = true;
