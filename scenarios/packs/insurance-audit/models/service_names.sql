-- title: 医嘱与记录中的项目名称 | Names in orders and records
-- grain: one row per name as written
-- column raw_name: 原名称 | Name as written
-- column item_key: 规范化名称 | Normalised name
-- The same normalisation as of items, once per different name.
with names as (
  select distinct order_source_name as raw_name from {{input('cn_order')}}
  union select distinct drug_source_name from {{input('drug_exposure')}}
  union select distinct procedure_source_name from {{input('procedure_occurrence')}}
  union select distinct report_source_name from {{input('cn_diagnostic_report')}}
)
select raw_name,
  regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    translate(trim(raw_name), '（）［］【】０１２３４５６７８９％＋ABCDEFGHIJKLMNOPQRSTUVWXYZ', '()[]()0123456789%+abcdefghijklmnopqrstuvwxyz'),
    '^\([甲乙丙]\)', ''), '\s+[0-9].*$', ''), '\([^()]*\)|\[[^\[\]]*\]', '', 'g'), '\([^()]*\)|\[[^\[\]]*\]', '', 'g'), '[\s()\[\]]', '', 'g'), '(测定|检查|检测)$', '') as item_key
from names
where raw_name is not null
