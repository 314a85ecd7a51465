-- Persons whose description was withdrawn or put aside since a load, and who have none now.
-- Grain: one person of a source.
-- $1 the load
select distinct d.row_id
from sys.deletion d
left join cdr.cn_source_person s on s.source_person_id = d.row_id
where d.table_name = 'cn_source_person'
  and d.load_id > $1
  and s.source_person_id is null
