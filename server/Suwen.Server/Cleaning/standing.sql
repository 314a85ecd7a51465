-- The amendments that stand of a rule ($1), or one of them ($2), with the key of the row that each is about.
-- Grain: one amendment.
select
    s.source_name,
    a.table_name,
    k.key_hash_high,
    k.key_hash_low,
    a.basis_entry_position,
    a.basis_record_number,
    a.changes,
    a.rule_id,
    a.rule_version,
    a.entry_position,
    a.record_number
from cn_amendment a
join sys.source s on s.source_id = a.source_id
join sys.key k on k.key_id = a.row_id and not k.is_alias
where a.state = 'standing'
    and (cast($1 as varchar) is null or a.rule_id = cast($1 as varchar))
    and (cast($2 as bigint) is null or a.amendment_id = cast($2 as bigint))
order by s.source_name, a.entry_position, a.record_number
