-- No rows: a touchpoint has these targets now, or none where both are null.
with gone as (
    delete from touchpoint_target
    where touchpoint = %(touchpoint)s and %(score)s::double precision is null and %(answers)s::integer is null
)
insert into touchpoint_target (touchpoint, score, answers)
select %(touchpoint)s, %(score)s, %(answers)s
where %(score)s is not null or %(answers)s is not null
on conflict (touchpoint) do update set score = excluded.score, answers = excluded.answers
