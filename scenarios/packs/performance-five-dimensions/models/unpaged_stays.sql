-- title: 没有病案首页的住院结算 | Settled stays without a front page
-- grain: one row per settled stay that has no front page
-- column settlement_id: 结算清单 | Settlement
-- column main_diagnosis_code: 主要诊断编码 | Main diagnosis
-- column main_diagnosis_name: 主要诊断 | Name of main diagnosis
-- column diagnoses: 诊断（主要诊断在前） | Diagnoses, main first
-- column procedures: 手术操作 | Procedures
-- column main_operation_code: 主要手术编码 | Main operation
-- column main_operation_name: 主要手术 | Name of main operation
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
with stays as (
  select s.settlement_id
  from {{ref('settled_stays')}} s
  left join {{ref('front_pages')}} p on p.settlement_id = s.settlement_id
  where p.settlement_id is null
),
diagnoses as (
  select d.settlement_id,
    {{string_agg(d.diagnosis_code, '|', order by d.diagnosis_order)}} as codes,
    (array_agg(d.diagnosis_code order by d.diagnosis_order))[1] as main_code,
    (array_agg(d.diagnosis_name order by d.diagnosis_order))[1] as main_name
  from {{input('cn_settlement_diagnosis')}} d
  join stays s on s.settlement_id = d.settlement_id
  where {{regexp_like(d.diagnosis_code, '^[A-Z][0-9][0-9]')}}
  group by d.settlement_id
),
operations as (
  select o.settlement_id,
    {{string_agg(o.operation_code, '|', order by o.operation_order)}} as codes,
    (array_agg(o.operation_code order by o.operation_order))[1] as main_code,
    (array_agg(o.operation_name order by o.operation_order))[1] as main_name
  from {{input('cn_settlement_operation')}} o
  join stays s on s.settlement_id = o.settlement_id
  where o.operation_code is not null
  group by o.settlement_id
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
select s.settlement_id, d.main_code as main_diagnosis_code, d.main_name as main_diagnosis_name, d.codes as diagnoses,
  o.codes as procedures, o.main_code as main_operation_code, o.main_name as main_operation_name,
  cast(c.drug_cost as double precision) as drug_cost, cast(c.consumable_cost as double precision) as consumable_cost
from stays s
left join diagnoses d on d.settlement_id = s.settlement_id
left join operations o on o.settlement_id = s.settlement_id
left join costs c on c.settlement_id = s.settlement_id
