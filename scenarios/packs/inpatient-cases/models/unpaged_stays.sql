-- title: 没有病案首页的住院结算 | Settled stays without a front page
-- grain: one row per settled stay that has no front page
-- column settlement_id: 结算清单 | Settlement
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
with stays as (
  select s.settlement_id
  from {{ref('settled_stays')}} s
  left join {{ref('front_pages')}} p on p.settlement_id = s.settlement_id
  where p.settlement_id is null
),
fees as (
  select f.settlement_id, {{valueset_value('fee_classes', class, f.fee_category)}} as class, sum(f.amount) as amount
  from {{input('cn_settlement_fee')}} f
  join stays s on s.settlement_id = f.settlement_id
  group by f.settlement_id, {{valueset_value('fee_classes', class, f.fee_category)}}
),
costs as (
  select settlement_id,
    sum(case when class = 'drug' then amount else 0 end) as drug_cost,
    sum(case when class = 'consumable' then amount else 0 end) as consumable_cost
  from fees
  group by settlement_id
)
select s.settlement_id, cast(c.drug_cost as double precision) as drug_cost, cast(c.consumable_cost as double precision) as consumable_cost
from stays s
left join costs c on c.settlement_id = s.settlement_id
