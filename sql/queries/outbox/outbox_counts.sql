-- How many messages there are in each state.
select state, count(*)::int as messages from outbox_message group by state
