-- title: 管理与控制 | Managed and controlled
-- grain: one row per active, confirmed or probable person and disease
-- column person_id: 人员 | Person
-- column disease: 病种 | Disease
-- column disease_name: 病种名称 | Name of the disease
-- column county: 县区 | County
-- column sex: 性别 | Sex
-- column age [岁 | years]: 年龄 | Age
-- column age_group: 年龄组 | Age group
-- column is_served: 服务对象 | Served
-- column is_managed: 年内已管理 | Managed within the year
-- column face_to_face [次 | times]: 年内面对面随访 | Face-to-face follow-ups within the year
-- column expected [次 | times]: 应随访次数 | Follow-ups expected
-- column is_to_standard: 规范管理 | Managed to standard
-- column last_follow_up_on: 最近随访 | Last follow-up
-- column due_on: 应随访日期 | Due on
-- column adherence: 依从性 | Adherence
-- column is_controlled: 控制达标（失访视为未达标） | Controlled; lost counts as not controlled
-- column measure: 达标所看的值 | What control is judged by
-- column is_uncontrolled_twice: 连续两次未达标 | Uncontrolled twice in a row
-- column is_critical: 最近一次危急 | Critical at the last follow-up
-- sensitive: excluded
with placed as (
  select f.person_id, f.disease, f.followed_on, f.is_face_to_face, f.adherence, f.due_on, f.is_controlled, f.is_critical,
    row_number() over (partition by f.person_id, f.disease order by f.followed_on desc, f.follow_up_id desc) as place
  from {{ref('follow_ups')}} f
  where f.followed_on <= {{as_of}}
),
year_back as (
  select
    person_id, disease,
    min(followed_on) as first_on,
    max(followed_on) as last_on,
    count(distinct case when followed_on > cast({{dateadd(year, -1, {{as_of}})}} as date) and is_face_to_face then followed_on end) as face_to_face,
    max(case when place = 1 then due_on end) as due_on,
    max(case when place = 1 then adherence end) as adherence,
    max(case when place = 1 and is_controlled then 1 when place = 1 and not is_controlled then 0 end) as last_controlled,
    max(case when place = 2 and is_controlled then 1 when place = 2 and not is_controlled then 0 end) as earlier_controlled,
    max(case when place = 1 and is_critical then 1 else 0 end) as critical
  from placed
  group by person_id, disease
),
exacerbations as (
  select d.person_id, count(distinct d.diagnosed_on) as admissions
  from {{ref('diagnosis_days')}} d
  where d.disease = 'copd' and d.is_inpatient and d.is_acute_exacerbation and d.diagnosed_on <= {{as_of}} and d.diagnosed_on > cast({{dateadd(year, -1, {{as_of}})}} as date)
  group by d.person_id
),
one as (
  select
    r.person_id, r.disease, r.disease_name, r.county, r.sex, r.age, r.age_group, r.is_served,
    coalesce(y.last_on > cast({{dateadd(year, -1, {{as_of}})}} as date), false) as is_managed,
    coalesce(y.face_to_face, 0) as face_to_face,
    -- Who came under management during the year is expected for the share of it, once at least.
    case when y.first_on is null or y.first_on <= cast({{dateadd(year, -1, {{as_of}})}} as date) then {{param('follow_ups_per_year')}}
         else greatest(1, cast(floor({{param('follow_ups_per_year')}} * {{datediff(day, y.first_on, {{as_of}})}} / 365.0) as integer)) end as expected,
    y.last_on, y.due_on, y.adherence, y.last_controlled, y.earlier_controlled, y.critical,
    l.ldl, l.lipids_on, x.admissions
  from {{ref('register')}} r
  left join year_back y on y.person_id = r.person_id and y.disease = r.disease
  left join {{ref('latest_measures')}} l on l.person_id = r.person_id
  left join exacerbations x on x.person_id = r.person_id
  where r.is_active and r.certainty in ('confirmed', 'probable')
)
select
  person_id, disease, disease_name, county, sex, age, age_group, is_served, is_managed, face_to_face, expected,
  is_managed and face_to_face >= expected as is_to_standard,
  last_on as last_follow_up_on,
  case when disease in ('hypertension', 'diabetes') then coalesce(due_on, cast({{dateadd(day, 90, last_on)}} as date)) end as due_on,
  adherence,
  case
    when disease in ('hypertension', 'diabetes') then is_managed and coalesce(last_controlled, 0) = 1
    when disease in ('stroke', 'coronary') then coalesce(ldl < {{param('ldl_target')}} and lipids_on > cast({{dateadd(year, -1, {{as_of}})}} as date), false)
    else coalesce(admissions, 0) = 0 end as is_controlled,
  case disease when 'hypertension' then 'blood pressure' when 'diabetes' then 'fasting glucose' when 'copd' then 'no admission for exacerbation' else 'LDL-C' end as measure,
  coalesce(is_managed and last_controlled = 0 and earlier_controlled = 0, false) as is_uncontrolled_twice,
  is_managed and coalesce(critical, 0) = 1 as is_critical
from one
