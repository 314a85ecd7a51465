-- title: 监测的检验项目 | Laboratory tests that are watched
-- grain: one row per person, day and analyte
-- column person_id: 人员 | Person
-- column day: 日期 | Day
-- column analyte: 项目 | Analyte
-- column is_abnormal: 异常（所看的方向） | Out of range in the direction that is watched
-- column is_new: 新发（此前规定天数内未异常） | New: not so within the washout before
-- incremental: by person_id
-- until: measurement_date
-- Values are compared with their own reference range, so that units do not matter; a value without a range takes the range of the
-- value set where its own magnitude fits, and is left out otherwise.
with names as (
  select distinct measurement_source_name as raw_name, measurement_source_value as raw_code, measurement_source_vocabulary as raw_system
  from {{input('measurement')}}
),
cleaned as (
  select n.raw_name, n.raw_code, n.raw_system,
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(coalesce(n.raw_name, ''), '[(（].*$', ''), '测定$', ''), '[A-Z#0-9-]+$', ''), '^血清', '') as name
  from names n
),
watched as (
  select c.raw_name, c.raw_code, c.raw_system, coalesce(l.analyte, m.analyte) as analyte
  from cleaned c
  left join {{valueset('lab_codes')}} l on l.code = c.raw_code and (c.raw_system is null or upper(c.raw_system) like '%LOINC%')
  left join {{valueset('lab_names')}} m on m.code = case when c.raw_name like '%B12%' then '维生素B12' else c.name end
  where l.analyte is not null or m.analyte is not null
),
judged as (
  select
    m.person_id, m.measurement_date as day, w.analyte,
    case a.direction
      when 'high' then m.value_as_number >= {{param('high_factor')}} * coalesce(m.range_high, cast(a.upper_limit as double precision))
      else m.value_as_number <= {{param('low_factor')}} * coalesce(m.range_low, cast(a.lower_limit as double precision))
    end as is_abnormal
  from {{input('measurement')}} m
  join watched w on w.raw_name is not distinct from m.measurement_source_name and w.raw_code is not distinct from m.measurement_source_value and w.raw_system is not distinct from m.measurement_source_vocabulary
  join {{valueset('analytes')}} a on a.code = w.analyte
  where m.value_as_number is not null and m.measurement_date <= {{as_of}}
),
daily as (
  select person_id, day, analyte, max(case when is_abnormal then 1 else 0 end) as abnormal
  from judged
  where is_abnormal is not null
  group by person_id, day, analyte
),
placed as (
  select d.person_id, d.day, d.analyte, d.abnormal,
    max(case when d.abnormal = 1 then d.day end) over (partition by d.person_id, d.analyte order by d.day rows between unbounded preceding and 1 preceding) as previous
  from daily d
)
select person_id, day, analyte, abnormal = 1 as is_abnormal,
  abnormal = 1 and (previous is null or {{datediff(day, previous, day)}} > {{param('washout_days')}}) as is_new
from placed
