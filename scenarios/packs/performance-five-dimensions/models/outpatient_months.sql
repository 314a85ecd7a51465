-- title: 门诊月人次 | Outpatient visits by month
-- grain: one row per month and institution
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column visits [人次 | visits]: 门诊人次 | Outpatient visits
-- Emergency visits and check-ups (known by the name of the department) do not count. OMOP visits 9202 outpatient, 581477 office, 5083 telehealth.
with counted as (
  select cast({{date_trunc(month, v.visit_start_date)}} as date) as month, v.care_site_id, v.source_id, count(*) as visits
  from {{input('visit_occurrence')}} v
  left join {{input('care_site')}} d on d.care_site_id = v.care_site_id
  where v.visit_concept_id in (9202, 581477, 5083) and v.visit_start_date <= {{as_of}}
    and coalesce(v.visit_status, '') not in ('cancelled', 'planned', 'entered-in-error')
    and not {{regexp_like(coalesce(d.care_site_name, v.department_source_value, ''), '(体检|预防保健|公共卫生|接种)')}}
  group by cast({{date_trunc(month, v.visit_start_date)}} as date), v.care_site_id, v.source_id
)
select c.month, coalesce(g.care_site_name, q.care_site_name, n.institution) as institution, cast(sum(c.visits) as bigint) as visits
from counted c
left join {{input('care_site')}} d on d.care_site_id = c.care_site_id
left join {{input('care_site')}} q on q.care_site_id = d.parent_care_site_id
left join {{input('care_site')}} g on g.care_site_id = q.parent_care_site_id
left join {{ref('source_names')}} n on n.source_id = c.source_id
where coalesce(g.care_site_name, q.care_site_name, n.institution) is not null
group by c.month, coalesce(g.care_site_name, q.care_site_name, n.institution)
