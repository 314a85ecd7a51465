-- Amendments, the latest first.
-- Grain: one amendment.
select
    a.amendment_id,
    s.source_name,
    a.table_name,
    a.rule_id,
    a.rule_version,
    a.removes,
    a.state,
    a.decided_by,
    a.decided_at,
    a.reason,
    a.basis_entry_position,
    a.basis_record_number
from cn_amendment a
join sys.source s on s.source_id = a.source_id
where cast($1 as varchar) is null or a.rule_id = cast($1 as varchar)
order by a.entry_position desc, a.record_number desc
limit $2
