-- title: 填报完整 | Completeness
-- grain: one row per item and institution
-- column part: 部分 | Part
-- column item: 项目 | Item
-- column item_en: 项目（英文） | Item (English)
-- column institution: 机构 | Institution
-- column pages [份 | pages]: 首页 | Pages
-- column missing [份 | pages]: 缺项 | Missing
-- column complete [% | %]: 完整率 | Complete
select
  v.part, v.name_zh as item, v.name_en as item_en, c.institution,
  count(*) as pages,
  count(case when concat('|', c.missing, '|') like concat('%|', v.code, '|%') then 1 end) as missing,
  100.0 * avg(case when concat('|', c.missing, '|') like concat('%|', v.code, '|%') then 0.0 else 1.0 end) as complete
from {{ref('cases')}} c
cross join {{valueset('score_items')}} v
group by v.part, v.name_zh, v.name_en, c.institution
