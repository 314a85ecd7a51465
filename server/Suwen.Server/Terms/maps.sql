-- Decisions and proposals on codes as they stand, newest first. Grain: one decision or proposal.
select is_proposal, coalesce(map_source, ''), coalesce(map_vocabulary, ''), map_code, map_name, target_system, target_code, target_name,
  coalesce(target_concept_id, 0), relation, map_status, decided_by, confirmed_by, decided_why, decided_at, entry_position, load_id
from cdr.cn_code_map
where (cast($1 as text) is null or coalesce(map_source, '') = cast($1 as text))
  and (cast($2 as text) is null or coalesce(map_vocabulary, '') = cast($2 as text))
  and (cast($3 as text) is null or map_code = cast($3 as text))
order by decided_at desc, entry_position desc, record_number desc
limit $4
