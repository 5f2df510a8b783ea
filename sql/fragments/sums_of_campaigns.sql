-- As sums_of_span.sql, of one campaign or of all.
select campaign, minute, {sum_columns} from rollup
    where {campaigns_by_index} and {span_within}
    union all
    select campaign, minute, {sum_columns} from unsigned_minute
    where {campaigns_by_index} and {span_within}
    union all
    select campaign, minute, {sum_columns} from rollup
    where {campaigns_by_index} and bucket >= 0 and {span_before}
    union all
    select campaign, minute, {sum_columns} from rollup_quarter
    where {campaigns_by_index} and {span_before}
    union all
    select campaign, minute, {sum_columns} from unsigned_minute
    where {campaigns_by_index} and {span_before}
    union all
    select campaign, minute, {sum_columns} from rollup
    where {campaigns_by_index} and bucket >= 0 and {span_behind}
    union all
    select campaign, minute, {sum_columns} from rollup_quarter
    where {campaigns_by_index} and {span_behind}
    union all
    select campaign, minute, {sum_columns} from unsigned_minute
    where {campaigns_by_index} and {span_behind}
