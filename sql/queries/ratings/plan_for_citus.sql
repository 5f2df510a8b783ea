-- A row on Citus alone: it sends a call of a function to the node of its bucket only where it plans it for these very arguments.
select set_config('plan_cache_mode', 'force_custom_plan', false) where {on_citus}
