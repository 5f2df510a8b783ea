-- Comments of a wave, and early or late ones, newest or oldest first, among a million of others: an index in the order of time
-- alone leads through all that came since, one on when they were sent through all of the wave. So they are kept in slices, each
-- in the order of time: the day (UTC) that says of which wave they are, and beside it whether they were given within 24 hours of
-- sending; of those whose own time of sending nobody knows the day on which they were given. The ends of the calendar stand for
-- early and late, since a program cannot read an infinite day.
create function comment_day(wave_at timestamptz) returns date
language sql immutable parallel safe
return (wave_at at time zone 'UTC')::date;

create function comment_age(answered_at timestamptz, sent_at timestamptz) returns date
language sql immutable parallel safe
return case when sent_at is null then (answered_at at time zone 'UTC')::date
            when answered_at - sent_at <= interval '24 hours' then date '0001-01-01'
            else date '9999-12-31' end;

create index comment_slices on comment (
    campaign, comment_day(wave_at), comment_age(answered_at, sent_at), at, recipient, occasion)
    where at is not null and score is not null;
