-- title: 病案首页 | Front pages
-- grain: one row per stay with a front page
-- column inpatient_case_id: 病案首页 | Front page
-- column settlement_id: 结算清单 | Settlement
-- column person_id: 患者 | Person
-- column source_id: 来源 | Source
-- column site_institution: 上级机构 | Institution above the care site
-- column settled_institution: 结算机构 | Institution that settled
-- column discharged_on: 出院日期 | Discharged on
-- column insurance: 险种 | Insurance
-- column fund_payment [元 | CNY]: 基金支付 | Paid by the fund
-- The last front page of a stay counts. It is joined to the settlement of the same person and day of discharge.
with pages as (
  select c.inpatient_case_id, c.person_id, c.visit_occurrence_id, c.source_id, c.payment_method, cast(c.discharge_datetime as date) as discharged_on,
    row_number() over (partition by coalesce(c.visit_occurrence_id, -c.inpatient_case_id) order by c.inpatient_case_id desc) as place
  from {{input('cn_inpatient_case')}} c
  where c.discharge_datetime is not null and cast(c.discharge_datetime as date) <= {{as_of}}
)
select
  p.inpatient_case_id, s.settlement_id, p.person_id, p.source_id,
  coalesce(g.care_site_name, q.care_site_name) as site_institution,
  s.institution as settled_institution,
  p.discharged_on,
  coalesce({{valueset_value('insurance_classes', class, coalesce(s.insurance_type, p.payment_method))}}, '其他 Other') as insurance,
  s.fund_payment
from pages p
left join {{input('visit_occurrence')}} v on v.visit_occurrence_id = p.visit_occurrence_id
left join {{input('care_site')}} d on d.care_site_id = v.care_site_id
left join {{input('care_site')}} q on q.care_site_id = d.parent_care_site_id
left join {{input('care_site')}} g on g.care_site_id = q.parent_care_site_id
left join {{ref('settled_stays')}} s on s.person_id = p.person_id and s.discharged_on = p.discharged_on
where p.place = 1
