-- No rows: no touchpoint is placed any more.
delete from touchpoint_place
