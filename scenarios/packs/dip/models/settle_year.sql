-- title: 年度清算病例 | Cases of the year's settlement
-- grain: one row per insured case with a score in the year that is settled
-- column case_id: 病例 | Case
-- column hospital: 机构 | Hospital
-- column final_score: 结算分值 | Final score
-- column cost [元 | CNY]: 总费用 | Total charges
-- column patient_paid [元 | CNY]: 个人支付（未定预算时为总费用） | Paid by the patient (all charges where there is no budget)
-- Without a budget, charges stand for what is to be divided, which makes the settlement neutral to cost.
with last_year as (
  select case when {{param('settlement_year')}} > 0 then {{param('settlement_year')}} else max(year) end as year from {{ref('points')}} where is_insured and points is not null
)
select p.case_id, p.institution as hospital, p.final_score, p.cost, case when {{param('budget')}} > 0 then p.patient_paid else p.cost end as patient_paid
from {{ref('points')}} p
join last_year l on l.year = p.year
where p.is_insured and p.points is not null and p.final_score > 0 and p.cost is not null
