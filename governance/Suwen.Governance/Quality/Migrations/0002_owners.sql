-- Owners by table too. Check '' is every check, table '' every table, source '' every source.
create table quality_owner_by_table (
  check_id text not null,
  table_name text not null,
  source text not null,
  owner text not null,
  days integer not null,
  primary key (check_id, table_name, source)
) without rowid;

insert into quality_owner_by_table (check_id, table_name, source, owner, days)
select check_id, '', source, owner, days from quality_owner;

drop table quality_owner;

alter table quality_owner_by_table rename to quality_owner;
