-- The hash by which the key ledger knows one person of a source, and what people call them.
-- Grain: at most one row.
-- $1 the source's person
select k.key_hash_high, k.key_hash_low, src.source_name, s.person_source_value, s.person_id
from cdr.cn_source_person s
join sys.key k on k.key_id = s.source_person_id and not k.is_alias
left join sys.source src on src.source_id = s.source_id
where s.source_person_id = $1
