"""Stands in for Citus where no Citus can be had: functions of its names that note what they are asked, and one
that asks the databases which are named as its nodes. It parts no rows, and plans nothing."""

from collections.abc import Sequence

import psycopg

STUB = """
set allow_system_table_mods = on;
create schema scratch;
create extension dblink schema scratch;
create table scratch.asked (id serial, what text);
create table scratch.node (id serial, address text, aware boolean default true);
create function scratch.ask(what text) returns void language sql as 'insert into scratch.asked (what) values ($1)';
create function pg_catalog.create_reference_table(what text) returns void
    language sql as 'select scratch.ask(''whole '' || $1)';
create function pg_catalog.create_distributed_table(what text, by text, colocate_with text default '')
    returns void
    language sql as 'select scratch.ask(''parted '' || $1 || '' by '' || $2)';
create function pg_catalog.replicate_reference_tables() returns void
    language sql as 'select scratch.ask(''copied whole tables'')';
create function pg_catalog.create_distributed_function(what text) returns void
    language sql as 'select scratch.ask(''called '' || $1)';
create function pg_catalog.create_distributed_function(what text, by text, colocate_with text) returns void
    language sql as 'select scratch.ask(''sent '' || $1 || '' by '' || $2)';
create view pg_catalog.pg_dist_partition as
    select substr(what, 7)::regclass as logicalrelid, 'n' as partmethod, 't' as repmodel
    from scratch.asked where what like 'whole%' union all
    select split_part(what, ' ', 2)::regclass, 'h', 's' from scratch.asked where what like 'parted%';
create view pg_catalog.pg_dist_node as
    select id as nodeid, id - 1 as groupid, 'node' || id as nodename, 5432 as nodeport, id > 1 as shouldhaveshards,
           true as isactive, 'primary' as noderole, aware as hasmetadata, true as metadatasynced
    from scratch.node;
create function pg_catalog.truncate_local_data_after_distributing_table(what regclass) returns void
    language sql as 'select scratch.ask(''left behind '' || what)';
create function pg_catalog.run_command_on_all_nodes(command text)
    returns table (nodeid integer, success boolean, result text)
    language plpgsql as $$
declare
    place record;
begin
    for place in select * from scratch.node order by id loop
        nodeid := place.id;
        begin
            select answer into result from scratch.dblink(place.address, command) as given (answer text);
            success := true;
        exception when others then
            success := false;
            result := sqlerrm;
        end;
        return next;
    end loop;
end $$;
insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
values (99999, 'citus', 10, 11, false, '13.2');
"""


def install(coordinator: str, nodes: Sequence[str]) -> None:
    """Let a database take itself for a coordinator, which is the first of these nodes."""
    with psycopg.connect(coordinator, autocommit=True) as connection:
        connection.execute(STUB.encode())
        for node in nodes:
            add_node(connection, node)


def add_node(connection: psycopg.Connection, address: str) -> None:
    """Name one more database as a node."""
    connection.execute("insert into scratch.node (address) values (%s)", [address])


def propagated(node: str, coordinator: str) -> None:
    """Bring a function to a node that Citus would bring there by itself once it is distributed."""
    with psycopg.connect(coordinator) as connection:
        ((text,),) = connection.execute(
            "select pg_get_functiondef('change_base()'::regprocedure)"
        ).fetchall()
    with psycopg.connect(node) as connection:
        connection.execute(text.encode())
