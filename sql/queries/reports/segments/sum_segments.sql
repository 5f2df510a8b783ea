-- No rows: a campaign's segments, in all, of each day and of each month, from its answers that count. Of each kind at most "most" values stand for
-- themselves, and only those with "least" answers; the others go together. The kind '' is the page's language, ' '
-- what was clicked with, '  ' by which proof the answer counts, '   ' whether it came within 24 hours of sending (of the
-- first answer where nobody knows when that was), '    ' the number of the wave, of campaigns that have several ("waves" are their
-- times, the earliest first); attributes have names, and are the message's, else the recipient's.
-- The answers are gone through once: what is alike in all of it is counted together before it is parted. It is grouped
-- by columns and a truth value, of which Postgres knows that there are few, so that it need not sort.
with {segment_counting}, {segment_placing}
