-- title: 最近测量 | Latest measures
-- grain: one row per person with a measure
-- column person_id: 人员 | Person
-- column systolic [mmHg | mmHg]: 最近收缩压 | Latest systolic pressure
-- column diastolic [mmHg | mmHg]: 最近舒张压 | Latest diastolic pressure
-- column pressure_on: 血压日期 | Pressure measured on
-- column high_pressure_days [天 | days]: 血压达诊断界值的天数 | Days with a pressure that reaches the bound
-- column pressure_days [天 | days]: 量血压的天数 | Days with a pressure
-- column glucose [mmol/L | mmol/L]: 最近空腹血糖 | Latest fasting glucose
-- column hba1c [% | %]: 最近糖化血红蛋白 | Latest HbA1c
-- column hba1c_on: 糖化日期 | HbA1c measured on
-- column high_glucose_days [天 | days]: 血糖或糖化达诊断界值的天数 | Days with glucose or HbA1c that reach the bound
-- column total_cholesterol [mmol/L | mmol/L]: 总胆固醇 | Total cholesterol
-- column hdl [mmol/L | mmol/L]: 高密度脂蛋白胆固醇 | HDL cholesterol
-- column ldl [mmol/L | mmol/L]: 低密度脂蛋白胆固醇 | LDL cholesterol
-- column lipids_on: 血脂日期 | Lipids measured on
-- column waist [cm | cm]: 腰围 | Waist
-- incremental: by person_id
-- until: measured_on
-- sensitive: excluded
with latest as (
  select
    m.person_id, m.analyte,
    (array_agg(m.value order by m.measured_on desc))[1] as value,
    max(m.measured_on) as measured_on,
    count(*) as days
  from {{ref('measures')}} m
  where m.measured_on <= {{as_of}}
  group by m.person_id, m.analyte
),
-- A day counts once, whether it was the systolic or the diastolic pressure that was high.
high_days as (
  select distinct m.person_id, case when m.analyte in ('sbp', 'dbp') then 'pressure' else 'glucose' end as what, m.measured_on
  from {{ref('measures')}} m
  where m.is_high and m.measured_on <= {{as_of}}
),
high as (
  select h.person_id, count(case when h.what = 'pressure' then 1 end) as pressure, count(case when h.what = 'glucose' then 1 end) as glucose
  from high_days h
  group by h.person_id
)
select
  l.person_id,
  max(case when l.analyte = 'sbp' then l.value end) as systolic,
  max(case when l.analyte = 'dbp' then l.value end) as diastolic,
  max(case when l.analyte = 'sbp' then l.measured_on end) as pressure_on,
  coalesce(max(h.pressure), 0) as high_pressure_days,
  coalesce(max(case when l.analyte = 'sbp' then l.days end), 0) as pressure_days,
  max(case when l.analyte = 'fpg' then l.value end) as glucose,
  max(case when l.analyte = 'hba1c' then l.value end) as hba1c,
  max(case when l.analyte = 'hba1c' then l.measured_on end) as hba1c_on,
  coalesce(max(h.glucose), 0) as high_glucose_days,
  max(case when l.analyte = 'tc' then l.value end) as total_cholesterol,
  max(case when l.analyte = 'hdl' then l.value end) as hdl,
  max(case when l.analyte = 'ldl' then l.value end) as ldl,
  max(case when l.analyte in ('tc', 'hdl', 'ldl') then l.measured_on end) as lipids_on,
  max(case when l.analyte = 'waist' then l.value end) as waist
from latest l
left join high h on h.person_id = l.person_id
group by l.person_id
