-- What the catalogue depends on: it is built again when one of these has changed. Grain: one row.
select
  (select coalesce(max(load_id), 0) from cdr.cn_term),
  (select count(*) from cdr.cn_term),
  (select coalesce(max(load_id), 0) from cdr.cn_code_system),
  (select count(*) from cdr.concept),
  (select count(*) from cdr.concept_synonym)
