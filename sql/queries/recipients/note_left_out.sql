-- Adds to how many were left out of a campaign's lists on a day; of a campaign that there is not, nothing.
insert into left_out (campaign, day, rested, outside)
select slug, %(day)s, %(rested)s, %(outside)s from campaign where slug = %(campaign)s
on conflict (campaign, day) do update
set rested = left_out.rested + excluded.rested, outside = left_out.outside + excluded.outside
