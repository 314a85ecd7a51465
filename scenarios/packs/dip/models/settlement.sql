-- title: 年度清算 | Settlement of the year
-- grain: one row per hospital of the year that is settled
-- column year: 年 | Year
-- column hospital: 机构 | Hospital
-- column cases [例 | cases]: 病例 | Cases
-- column score: 分值 | Score
-- column coefficient: 机构系数 | Coefficient
-- column points: 加权分值 | Points
-- column point_value [元 | CNY]: 年度点值 | Value of a point
-- column standard [元 | CNY]: 应结 | Standard
-- column settled [元 | CNY]: 清算（含上下限） | Settled, within the limits
-- column patient_paid [元 | CNY]: 个人支付 | Paid by patients
-- column fund_payment [元 | CNY]: 基金应付 | To be paid by the fund
-- column prepaid [元 | CNY]: 已预付 | Prepaid
-- column remaining [元 | CNY]: 清算应补（负为应扣） | Remaining (below 0: to be taken back)
-- column cost [元 | CNY]: 总费用 | Total charges
-- column balance [元 | CNY]: 盈亏 | Gain or loss
-- column ratio: 清算与费用之比 | Settled over charges
with years as (
  select min(p.year) as year
  from {{ref('points')}} p
  join {{ref('settle_year')}} s on s.case_id = p.case_id
),
paid as (
  select p.institution, sum(p.patient_paid) as patient_paid
  from {{ref('points')}} p
  join {{ref('settle_year')}} s on s.case_id = p.case_id
  group by p.institution
),
prepaid as (
  select m.institution, sum(m.prepaid) as prepaid
  from {{ref('monthly')}} m
  join years y on y.year = cast(extract(year from m.month) as integer)
  group by m.institution
)
select y.year, h.hospital, h.n as cases, h.score, h.coefficient, h.points, h.standard / nullif(h.points, 0) as point_value, h.standard, h.settled,
  p.patient_paid, h.settled - p.patient_paid as fund_payment, r.prepaid, h.settled - p.patient_paid - r.prepaid as remaining, h.cost, h.balance, h.ratio
from {{ref('settled_hospitals')}} h
cross join years y
left join paid p on p.institution = h.hospital
left join prepaid r on r.institution = h.hospital
