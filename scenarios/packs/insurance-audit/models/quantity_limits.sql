-- title: 项目数量的常见范围 | Usual quantities of items
-- grain: one row per item as charged, inpatient or not, with enough lines
-- column item_code: 项目编码 | Code of the item
-- column item_name: 项目名称 | Name of the item
-- column is_inpatient: 住院 | Inpatient
-- column lines [条 | lines]: 明细数 | Lines
-- column middle: 中位数量 | Median quantity
-- column ninth: 第90百分位数量 | 90th percentile
-- column too_many: 达此数量即列出 | Listed from this quantity on
-- Lines are counted by quantity first, so that percentiles are of a few rows per item.
with counts as (
  select coalesce(f.item_code, '') as item_code, coalesce(f.item_name, '') as item_name, s.way = 'inpatient' as is_inpatient, f.quantity, count(*) as n
  from {{input('cn_settlement_fee')}} f
  join {{ref('items')}} i on i.item_code = coalesce(f.item_code, '') and i.item_name = coalesce(f.item_name, '') and i.fee_category = coalesce(f.fee_category, '')
    and i.kind in ('western', 'patent', 'herb', 'treatment', 'material', 'laboratory', 'examination', 'operation')
  join {{ref('settlements')}} s on s.settlement_id = f.settlement_id
  where f.quantity > 0
  group by coalesce(f.item_code, ''), coalesce(f.item_name, ''), s.way = 'inpatient', f.quantity
),
summed as (
  select c.*, sum(n) over (partition by item_code, item_name, is_inpatient) as lines, sum(n) over (partition by item_code, item_name, is_inpatient order by quantity) as upto
  from counts c
),
middles as (
  select item_code, item_name, is_inpatient, max(lines) as lines, min(case when upto >= 0.5 * lines then quantity end) as middle, min(case when upto >= 0.9 * lines then quantity end) as ninth
  from summed
  group by item_code, item_name, is_inpatient
)
select item_code, item_name, is_inpatient, cast(lines as bigint) as lines, cast(middle as double precision) as middle, cast(ninth as double precision) as ninth,
  cast(greatest(middle * cast({{param('quantity_factor')}} as double precision), ninth * 2) as double precision) as too_many
from middles
where lines >= cast({{param('peer_lines')}} as integer)
