-- What became of the records of each source. Mappings, which land as records of their own, are left out.
-- Grain: one source.
select
    s.source_name,
    cast(sum(d.last_record - d.first_record + 1) as bigint) as records,
    cast(sum(case when d.disposition = 'duplicate' then d.last_record - d.first_record + 1 else 0 end) as bigint) as duplicates,
    cast(sum(case when d.disposition = 'superseded' then d.last_record - d.first_record + 1 else 0 end) as bigint) as superseded,
    cast(sum(case when d.disposition = 'quarantined' then d.last_record - d.first_record + 1 else 0 end) as bigint) as quarantined
from sys.disposition d
join sys.entry e on e.entry_position = d.entry_position
join sys.source s on s.source_id = e.source_id
where d.record_kind <> 'mapping'
group by s.source_name
order by s.source_name
