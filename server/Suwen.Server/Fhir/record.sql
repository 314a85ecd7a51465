-- Where the current version of a record landed.
-- Grain: at most one row.
-- $1 and $2 the halves of the key's hash
select r.entry_position, r.record_number
from sys.key k
join sys.record r on r.record_id = k.key_id
where k.key_hash_high = $1
  and k.key_hash_low = $2
