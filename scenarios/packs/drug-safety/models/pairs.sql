-- title: 每人的药品与事件 | Pairs of each person
-- grain: one row per person, panel, drug and event
-- column person_id: 人员 | Person
-- column stratum: 层（观察面、性别、年龄组） | Stratum: panel, sex, age group
-- column drug: 药品 | Drug
-- column event: 事件 | Event
-- column n [次 | days]: 日数 | Days
-- column n_first [次 | days]: 其中首次用药即在当日 | Of them on the day of the drug's first use
-- incremental: by person_id
-- sensitive: excluded
-- Drugs of the same day count where the parameter same_day says so. Outpatients get the next pack of a lasting drug on the day on which they
-- tell of a reaction, and the day does not say which came first; where first use dates are reliable, switch it off.
-- Packs of the same drug that follow one another are one span of use: a day then meets each drug once.
with marked as (
  select t.person_id, t.drug, t.started_on, t.counts_until,
    case when t.started_on <= max(t.counts_until) over (partition by t.person_id, t.drug order by t.started_on rows between unbounded preceding and 1 preceding) then 0 else 1 end as is_new_span
  from {{ref('drugs_taken')}} t
),
numbered as (
  select m.*, sum(m.is_new_span) over (partition by m.person_id, m.drug order by m.started_on) as span from marked m
),
spans as (
  select n.person_id, n.drug, n.span, min(n.started_on) as started_on, max(n.counts_until) as counts_until from numbered n group by n.person_id, n.drug, n.span
),
taken as (
  select s.person_id, s.day, s.panel, s.event, d.drug, case when d.span = 1 and d.started_on = s.day then 1 else 0 end as is_first
  from {{ref('seen')}} s
  join spans d on d.person_id = s.person_id and (d.started_on < s.day or d.started_on = s.day and {{param('same_day')}}) and d.counts_until >= s.day
)
select
  t.person_id,
  t.panel || '|' || case when p.gender_concept_id = 8507 then 'M' when p.gender_concept_id = 8532 then 'F' else '?' end || '|'
    || case
         when p.year_of_birth is null then '?'
         when extract(year from t.day) - p.year_of_birth < 15 then '0-14'
         when extract(year from t.day) - p.year_of_birth < 45 then '15-44'
         when extract(year from t.day) - p.year_of_birth < 65 then '45-64'
         else '65+' end as stratum,
  t.drug, t.event, count(*) as n, cast(sum(t.is_first) as bigint) as n_first
from taken t
left join {{input('person')}} p on p.person_id = t.person_id
group by 1, 2, 3, 4
