-- One truth value: whether the nodes of Citus hold recipients' rows, as `distribute` parts them.
select to_regprocedure('parted.ask()') is not null and {on_citus}
