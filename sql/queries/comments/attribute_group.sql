-- One row where a group of the campaign stands for an attribute, written "name=value": the attribute, and how many answered. A smaller
-- one would tell of persons.
select jsonb_build_object(kind, value) as attribute, sum(answers)::bigint as answers from segment
where campaign = %(campaign)s and trim(kind) <> '' and kind || '=' || value = %(attribute)s
group by kind, value
limit 1
