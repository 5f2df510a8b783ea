-- No rows: what a campaign's recipients chose, in all, of each day and of each month, as several servers counted it, see
-- chosen_counts.sql ("counted").
with part as (
    select * from json_to_recordset(%(counted)s::json) as counted (question smallint, choice smallint, score smallint, day date, answers integer)
), {chosen_placing}
