-- What a click reads of a recipient it reads through functions with their owner's rights, as it writes, and keys of mail tools by a
-- right of the whole table: Citus brings rights of single columns to no node before its version 13.1. (Those that there are stay:
-- web processes of the release before ask by them.)
do $$
declare
    read regprocedure;
begin
    foreach read in array array[
        'recorded_evidence(smallint, text, bigint, bigint, timestamptz)', 'last_occasion(smallint, text, bigint)']::regprocedure[]
    loop
        execute format('alter function %s security definer', read);
        execute format('alter function %s set search_path = pg_catalog, %I, pg_temp', read, current_schema());
        execute format('revoke all on function %s from public', read);
        execute format('grant execute on function %s to feedback_collector', read);
    end loop;
end
$$;
grant select on tool_key to feedback_collector;  -- a key's secret stands in no table
