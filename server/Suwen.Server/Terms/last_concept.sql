-- The largest concept id that a term of the site has had. Grain: one row.
select greatest(
  (select coalesce(max(term_concept_id), 0) from cdr.cn_term),
  (select coalesce(max(term_concept_id), 0) from history.cn_term))
