-- title: 各主要诊断的常见项目 | Items typical of main diagnoses
-- grain: one row per category of the main diagnosis and item
-- column category: 主要诊断类目 | Category of the main diagnosis
-- column item_key: 项目 | Item
-- column stays [次 | stays]: 住院数 | Stays
-- column with_item [次 | stays]: 有此项目 | Stays with the item
-- column overall: 全部住院中有此项目之比 | Share of all stays
-- column mean_total [元 | CNY]: 次均费用 | Mean cost
with stays as (
  select distinct s.settlement_id, d.category, s.total
  from {{ref('settlements')}} s join {{ref('main_diagnoses')}} d on d.settlement_id = s.settlement_id where s.way = 'inpatient'
),
categories as (
  select category, count(*) as stays, avg(total) as mean_total from stays group by category
),
items as (
  select item_key, cast(count(*) as double precision) / (select count(*) from stays) as overall from {{ref('stay_items')}} group by item_key having count(*) >= 5
),
pairs as (
  select category, item_key, count(*) as with_item from {{ref('stay_items')}} group by category, item_key
)
select c.category, i.item_key, c.stays, coalesce(p.with_item, 0) as with_item, i.overall, cast(c.mean_total as double precision) as mean_total
from categories c
cross join items i
left join pairs p on p.category = c.category and p.item_key = i.item_key
