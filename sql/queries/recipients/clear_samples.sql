-- A row for each column whose samples the planner forgets.
select pg_clear_attribute_stats(current_schema()::text, relation, name, false)
from (values ('comment', 'words'), ('comment', 'tags'), ('tag', 'name')) as sampled (relation, name)
