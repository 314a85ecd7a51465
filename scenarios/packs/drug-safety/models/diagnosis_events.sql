-- title: 新发诊断 | New diagnoses
-- grain: one row per person, day and diagnosis (four characters of ICD-10, or a concept)
-- column person_id: 人员 | Person
-- column day: 日期 | Day
-- column event: 事件 | Event
-- column name: 名称 | Name
-- incremental: by person_id
-- until: condition_start_date, discharge_datetime
-- sensitive: excluded
-- Left out are diagnoses that no drug brings about, and those that drugs are given for for years (value set not_reactions). A diagnosis
-- That the front page says was not there on admission (入院病情 4) is dated by the discharge: then what was given during the stay came first.
with acquired as (
  select distinct c.visit_occurrence_id, d.diagnosis_code, cast(c.discharge_datetime as date) as discharged_on
  from {{input('cn_inpatient_case_diagnosis')}} d
  join {{input('cn_inpatient_case')}} c on c.inpatient_case_id = d.inpatient_case_id
  where d.admission_condition in ('4', '无') and c.visit_occurrence_id is not null
),
coded as (
  select
    o.person_id,
    coalesce(a.discharged_on, o.condition_start_date) as day,
    case
      when {{regexp_like(coalesce(o.condition_source_value, ''), '^[A-Z][0-9][0-9]')}} then substr(o.condition_source_value, 1, 5)
      when o.condition_concept_id <> 0 then k.concept_name
      when lower(o.condition_source_vocabulary) like '%snomed%' then coalesce(nullif(o.condition_source_name, ''), o.condition_source_value)
    end as event,
    coalesce(nullif(o.condition_source_name, ''), k.concept_name) as name
  from {{input('condition_occurrence')}} o
  left join acquired a on a.visit_occurrence_id = o.visit_occurrence_id and a.diagnosis_code = o.condition_source_value
  left join {{input('concept')}} k on k.concept_id = o.condition_concept_id and o.condition_concept_id <> 0
  where (o.condition_source_vocabulary is null or o.condition_source_vocabulary not like 'GB/T 15657%' and o.condition_source_vocabulary not like '%gbt15657%')
    and coalesce(o.verification_status_source_value, '') not in ('refuted', 'entered-in-error')
    and not {{in_valueset('not_reactions', coalesce(o.condition_source_value, ''))}}
),
daily as (
  select person_id, day, event, min(name) as name
  from coded
  where event is not null and day <= {{as_of}}
  group by person_id, day, event
),
placed as (
  select d.person_id, d.day, d.event, d.name, lag(d.day) over (partition by d.person_id, d.event order by d.day) as previous from daily d
)
select person_id, day, event, name
from placed
where previous is null or {{datediff(day, previous, day)}} > {{param('washout_days')}}
