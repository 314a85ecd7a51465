-- title: 需要审核的住院 | Stays to review
-- grain: one row per indicator and stay with the event
-- column indicator: 指标 | Indicator
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column month: 月份 | Month
-- column discharged_on: 出院日期 | Discharged on
-- column main_name: 主要诊断 | Main diagnosis
select e.indicator, e.visit_occurrence_id, e.person_id, e.institution, e.department, e.month, e.discharged_on, e.main_name
from {{ref('events')}} e
where e.event = 1
