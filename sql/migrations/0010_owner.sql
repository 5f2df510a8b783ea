-- Who in the team answers for a campaign: any name they use, such as a person's or a department's.
alter table campaign add column owner text not null default '';
