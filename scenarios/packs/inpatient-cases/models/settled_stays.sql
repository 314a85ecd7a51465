-- title: 住院结算 | Settlements of stays
-- grain: one row per person and day of discharge
-- column settlement_id: 结算清单 | Settlement
-- column person_id: 患者 | Person
-- column discharged_on: 出院日期 | Discharged on
-- column admitted_on: 入院日期 | Admitted on
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column insurance_type: 险种 | Insurance
-- column days [天 | days]: 住院日 | Days
-- column total_amount [元 | CNY]: 总费用 | Total
-- column fund_payment [元 | CNY]: 基金支付 | Paid by the fund
-- A stay that was settled in parts is one stay: its amounts are added up, and the first of its settlements names it.
select
  min(s.settlement_id) as settlement_id,
  s.person_id,
  coalesce(cast(s.discharge_datetime as date), s.settlement_end_date) as discharged_on,
  min(cast(s.admission_datetime as date)) as admitted_on,
  min(s.institution_name) as institution,
  min(s.department) as department,
  max(s.insurance_type) as insurance_type,
  max(s.length_of_stay_days) as days,
  cast(sum(s.total_amount) as double precision) as total_amount,
  cast(sum(s.fund_payment) as double precision) as fund_payment
from {{input('cn_settlement')}} s
where {{in_valueset('inpatient_types', s.medical_type)}}
  and coalesce(cast(s.discharge_datetime as date), s.settlement_end_date) <= {{as_of}}
group by s.person_id, coalesce(cast(s.discharge_datetime as date), s.settlement_end_date)
