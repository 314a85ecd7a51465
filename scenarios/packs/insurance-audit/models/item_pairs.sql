-- title: 重复收费对子（本地项目） | Pairs of items of which one includes the other
-- grain: one row per pair of items as charged
-- column main_code: 主项目编码 | Code of the main item
-- column main_name: 主项目 | Main item
-- column dup_code: 被包含项目编码 | Code of the item included
-- column dup_name: 被包含项目 | Item included
-- column charged_within: 时间范围 | Within
-- column matched_by: 匹配方式 | Matched by
select distinct a.item_code as main_code, a.item_name as main_name, b.item_code as dup_code, b.item_name as dup_name, p.charged_within,
  case when a.national_code = p.main_code and b.national_code = p.dup_code then 'code' else 'name' end as matched_by
from {{valueset('duplicate_pairs')}} p
join {{ref('items')}} a on (a.national_code = p.main_code or (a.national_code is null and a.item_key = p.main_key))
join {{ref('items')}} b on (b.national_code = p.dup_code or (b.national_code is null and b.item_key = p.dup_key))
where a.item_key <> b.item_key and a.kind not in ('material', 'western', 'patent', 'herb') and b.kind not in ('material', 'western', 'patent', 'herb')
