-- The hash by which the key ledger knows a person of a source.
-- Grain: one person.
select k.key_id, k.key_hash_high, k.key_hash_low
from sys.key k
join cdr.cn_source_person s on s.source_person_id = k.key_id
where not k.is_alias
