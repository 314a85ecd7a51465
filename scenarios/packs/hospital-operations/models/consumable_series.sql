-- title: 耗材月用量（预测所据） | Monthly use of consumables, to forecast from
-- grain: one row per month and item, months without use as zero; only where there are two years
-- column month: 月份 | Month
-- column item: 耗材 | Item
-- column quantity [件 | units]: 数量 | Quantity
with items as (
  select item, row_number() over (order by sum(amount) desc, item) as place from {{ref('consumables')}} group by item
),
months as (
  select distinct month from {{ref('monthly_visits')}}
),
used as (
  select month, item, sum(quantity) as quantity from {{ref('consumables')}} group by month, item
  union all
  select month, '全部 All', sum(quantity) from {{ref('consumables')}} group by month
),
shown as (
  select item from items where place <= {{param('items_shown')}}
  union all
  select '全部 All' from items where place = 1
)
select m.month, i.item, coalesce(u.quantity, 0) as quantity
from months m
cross join shown i
left join used u on u.month = m.month and u.item = i.item
where (select count(*) from months) >= 24
