-- title: 耗材用量 | Consumables used
-- grain: one row per month, institution and item
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column item: 耗材 | Item
-- column quantity [件 | units]: 数量 | Quantity
-- column amount [元 | CNY]: 金额 | Amount
with lines as (
  select
    cast({{date_trunc(month, coalesce(f.fee_datetime, cast(t.settlement_start_date as timestamp)))}} as date) as month,
    t.institution_name, f.item_name, sum(f.quantity) as quantity, sum(f.amount) as amount
  from {{input('cn_settlement_fee')}} f
  join {{input('cn_settlement')}} t on t.settlement_id = f.settlement_id
  where {{valueset_value('fee_categories', kind, f.fee_category)}} = 'consumable'
  group by cast({{date_trunc(month, coalesce(f.fee_datetime, cast(t.settlement_start_date as timestamp)))}} as date), t.institution_name, f.item_name
)
select
  l.month, coalesce(l.institution_name, '未说明') as institution, coalesce(l.item_name, '未说明') as item,
  cast(sum(l.quantity) as double precision) as quantity,
  cast(sum(l.amount) as double precision) as amount
from lines l
cross join {{ref('extent')}} e
where l.month between e.first_month and e.last_month
group by l.month, coalesce(l.institution_name, '未说明'), coalesce(l.item_name, '未说明')
