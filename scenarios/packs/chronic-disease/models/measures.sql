-- title: 测量值 | Measures
-- grain: one row per person, analyte and day
-- column person_id: 人员 | Person
-- column analyte: 项目 | Analyte
-- column measured_on: 测量日期 | Measured on
-- column value: 当日均值（血压 mmHg，血糖血脂 mmol/L，糖化 %，腰围 cm） | Mean of the day (mmHg, mmol/L, %, cm)
-- column is_high: 达到诊断界值 | Reaches the diagnostic bound
-- incremental: by person_id
-- sensitive: excluded
with known as (
  select m.person_id, m.measurement_date, m.value_as_number, lower(m.unit_source_value) as unit, s.analyte, s.lowest, s.highest, s.diagnostic
  from {{input('measurement')}} m
  join {{valueset('measure_codes')}} s on s.code = m.measurement_source_value
  where m.value_as_number is not null and m.measurement_date is not null
  union all
  select m.person_id, m.measurement_date, m.value_as_number, lower(m.unit_source_value) as unit, s.analyte, s.lowest, s.highest, s.diagnostic
  from {{input('measurement')}} m
  join {{valueset('measure_names')}} s on s.code = m.measurement_source_name
  where m.value_as_number is not null and m.measurement_date is not null
    and not {{in_valueset('measure_codes', coalesce(m.measurement_source_value, ''))}}
),
-- Conventional units to those of the model: glucose 18.016, cholesterol 38.67, HbA1c by the IFCC-NGSP master equation.
converted as (
  select person_id, measurement_date, analyte, cast(lowest as double precision) as lowest, cast(highest as double precision) as highest, cast(diagnostic as double precision) as diagnostic,
    case
      when analyte = 'fpg' and unit = 'mg/dl' then value_as_number / 18.016
      when analyte in ('tc', 'hdl', 'ldl') and unit = 'mg/dl' then value_as_number / 38.67
      when analyte = 'hba1c' and unit = 'mmol/mol' then value_as_number / 10.929 + 2.15
      else value_as_number end as value
  from known
)
select
  person_id,
  analyte,
  measurement_date as measured_on,
  avg(value) as value,
  coalesce(avg(value) >= max(diagnostic), false) as is_high
from converted
where value between lowest and highest
group by person_id, analyte, measurement_date
