-- A row is how many of a campaign gave a score on a day among those of a segment, of the answers on this one of several servers; see
-- sum_segments.sql.
with {segment_counting}
select kind, value, score, day, answers
from part
