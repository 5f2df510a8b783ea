-- The sums of one campaign: of a span of whole days and hours, and more exactly of what lies before and behind it. Each table says
-- itself which rows are wanted: where they are on several nodes they are only put together once they are found.
select campaign, minute, {sum_columns} from rollup
    where campaign = %(slug)s and {span_within}
    union all
    select campaign, minute, {sum_columns} from unsigned_minute
    where campaign = %(slug)s and {span_within}
    union all
    select campaign, minute, {sum_columns} from rollup
    where campaign = %(slug)s and bucket >= 0 and {span_before}
    union all
    select campaign, minute, {sum_columns} from rollup_quarter
    where campaign = %(slug)s and {span_before}
    union all
    select campaign, minute, {sum_columns} from unsigned_minute
    where campaign = %(slug)s and {span_before}
    union all
    select campaign, minute, {sum_columns} from rollup
    where campaign = %(slug)s and bucket >= 0 and {span_behind}
    union all
    select campaign, minute, {sum_columns} from rollup_quarter
    where campaign = %(slug)s and {span_behind}
    union all
    select campaign, minute, {sum_columns} from unsigned_minute
    where campaign = %(slug)s and {span_behind}
