-- title: 医保结算月合计 | Settlements by month
-- grain: one row per month, institution and kind (outpatient, inpatient)
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column kind: 类别 | Kind
-- column settlements [人次 | settlements]: 结算人次 | Settlements
-- column amount [元 | CNY]: 总费用 | Charges
-- column fund [元 | CNY]: 基金支付 | Paid by the fund
-- column lines_amount [元 | CNY]: 明细合计 | Sum of fee lines
-- column drug_amount [元 | CNY]: 药品 | Drugs
-- column service_amount [元 | CNY]: 医疗服务 | Services
with kinds as (
  select s.settlement_id, coalesce(s.institution_name, '未说明') as institution,
    cast({{date_trunc(month, coalesce(cast(s.discharge_datetime as date), s.settlement_end_date))}} as date) as month,
    case when {{in_valueset('inpatient_types', s.medical_type)}} then 'inpatient' else 'outpatient' end as kind, s.total_amount, s.fund_payment
  from {{input('cn_settlement')}} s
  where ({{in_valueset('inpatient_types', s.medical_type)}} or {{in_valueset('outpatient_types', s.medical_type)}})
    and coalesce(cast(s.discharge_datetime as date), s.settlement_end_date) <= {{as_of}}
),
fees as (
  select k.month, k.institution, k.kind, f.fee_category, sum(f.amount) as amount
  from {{input('cn_settlement_fee')}} f
  join kinds k on k.settlement_id = f.settlement_id
  group by k.month, k.institution, k.kind, f.fee_category
),
classed as (
  select month, institution, kind, sum(amount) as lines_amount,
    sum(case when {{valueset_value('fee_classes', class, fee_category)}} = 'drug' then amount else 0 end) as drug_amount,
    sum(case when {{valueset_value('fee_classes', class, fee_category)}} = 'service' then amount else 0 end) as service_amount
  from fees
  group by month, institution, kind
),
summed as (
  select month, institution, kind, count(*) as settlements, sum(total_amount) as amount, sum(fund_payment) as fund
  from kinds
  group by month, institution, kind
)
select s.month, s.institution, s.kind, s.settlements, cast(s.amount as double precision) as amount, cast(s.fund as double precision) as fund,
  cast(c.lines_amount as double precision) as lines_amount, cast(c.drug_amount as double precision) as drug_amount, cast(c.service_amount as double precision) as service_amount
from summed s
left join classed c on c.month = s.month and c.institution = s.institution and c.kind = s.kind
