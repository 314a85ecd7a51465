-- title: 就诊中有医嘱或记录的项目 | Services ordered or recorded
-- grain: one row per visit and normalised name
-- incremental: by person_id
-- column person_id: 人员 | Person
-- column visit_occurrence_id: 就诊 | Visit
-- column item_key: 规范化名称 | Normalised name
with named as (
  select person_id, visit_occurrence_id, order_source_name as raw_name from {{input('cn_order')}} where visit_occurrence_id is not null and coalesce(order_status, '') not in ('cancelled', 'entered-in-error', 'revoked', 'CA')
  union all
  select person_id, visit_occurrence_id, drug_source_name from {{input('drug_exposure')}} where visit_occurrence_id is not null
  union all
  select person_id, visit_occurrence_id, procedure_source_name from {{input('procedure_occurrence')}} where visit_occurrence_id is not null
  union all
  select person_id, visit_occurrence_id, report_source_name from {{input('cn_diagnostic_report')}} where visit_occurrence_id is not null
),
-- The same normalisation as of items, once per different name.
names as (
  select distinct raw_name from named where raw_name is not null
),
keyed as (
  select raw_name,
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
      translate(trim(raw_name), '（）［］【】０１２３４５６７８９％＋ABCDEFGHIJKLMNOPQRSTUVWXYZ', '()[]()0123456789%+abcdefghijklmnopqrstuvwxyz'),
      '^\([甲乙丙]\)', ''), '\s+[0-9].*$', ''), '\([^()]*\)|\[[^\[\]]*\]', '', 'g'), '\([^()]*\)|\[[^\[\]]*\]', '', 'g'), '[\s()\[\]]', '', 'g'), '(测定|检查|检测)$', '') as item_key
  from names
)
select distinct n.person_id, n.visit_occurrence_id, k.item_key
from named n
join keyed k on k.raw_name = n.raw_name
