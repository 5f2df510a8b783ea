-- No rows: the segments of a campaign, as sum_segments.sql makes them, of what was counted on several servers ("counted": a list of
-- objects).
with part as (
    select kind, value, score, day, sum(answers) as answers
    from json_to_recordset(%(counted)s::json) as each_server (kind text, value text, score smallint, day date, answers bigint)
    group by kind, value, score, day
), {segment_placing}
