-- Every version of what was decided or proposed on one code, newest first. Grain: one version.
select is_proposal, coalesce(map_source, ''), coalesce(map_vocabulary, ''), map_code, map_name, target_system, target_code, target_name,
  coalesce(target_concept_id, 0), relation, map_status, decided_by, confirmed_by, decided_why, decided_at, entry_position, load_id
from (
  select is_proposal, map_source, map_vocabulary, map_code, map_name, target_system, target_code, target_name, target_concept_id, relation,
    map_status, decided_by, confirmed_by, decided_why, decided_at, entry_position, record_number, load_id
  from cdr.cn_code_map
  union all
  select is_proposal, map_source, map_vocabulary, map_code, map_name, target_system, target_code, target_name, target_concept_id, relation,
    map_status, decided_by, confirmed_by, decided_why, decided_at, entry_position, record_number, load_id
  from history.cn_code_map
) v
where coalesce(map_source, '') = $1 and coalesce(map_vocabulary, '') = $2 and map_code = $3
order by entry_position desc, record_number desc
