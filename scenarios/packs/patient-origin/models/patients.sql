-- title: 就诊者（最近12个月） | Those who came in the last twelve months
-- grain: one row per person with a visit
-- column person_id: 患者 | Person
-- column county: 居住县区 | County
-- column sex: 性别 | Sex
-- column age_group: 年龄组 | Age group
-- column visits [次 | visits]: 就诊次数 | Visits
-- column outpatient [次 | visits]: 门急诊 | Outpatient and emergency
-- column stays [次 | stays]: 住院 | Stays
-- column institutions [家 | institutions]: 去过的机构 | Institutions
-- column frequency: 频次 | Frequency
with people as (
  select person_id, sum(recent_visits) as visits, sum(recent_outpatient) as outpatient, sum(recent_stays) as stays, count(*) as institutions
  from {{ref('person_institution')}}
  where recent_visits > 0
  group by person_id
),
aged as (
  select q.*, p.gender_concept_id, cast(extract(year from e.last_day) as integer) - p.year_of_birth as age
  from people q
  join {{input('person')}} p on p.person_id = q.person_id
  cross join {{ref('extent')}} e
)
select
  a.person_id, r.county,
  case a.gender_concept_id when 8507 then '男 Male' when 8532 then '女 Female' else '未知 Unknown' end as sex,
  case
    when a.age between 0 and 6 then '00-06' when a.age between 7 and 17 then '07-17' when a.age between 18 and 44 then '18-44'
    when a.age between 45 and 59 then '45-59' when a.age between 60 and 74 then '60-74' when a.age between 75 and 120 then '75+'
    else '未知 Unknown'
  end as age_group,
  cast(a.visits as bigint) as visits, cast(a.outpatient as bigint) as outpatient, cast(a.stays as bigint) as stays, a.institutions,
  case when a.visits = 1 then '01' when a.visits = 2 then '02' when a.visits <= 5 then '03-05' when a.visits <= 10 then '06-10' when a.visits <= 20 then '11-20' else '21+' end as frequency
from aged a
left join {{ref('residence')}} r on r.person_id = a.person_id
