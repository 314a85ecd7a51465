-- title: 最近测量 | Latest measures
-- grain: one row per person with a measure
-- column person_id: 人员 | Person
-- column systolic [mmHg | mmHg]: 最近收缩压 | Latest systolic pressure
-- column diastolic [mmHg | mmHg]: 最近舒张压 | Latest diastolic pressure
-- column pressure_on: 血压日期 | Pressure measured on
-- column high_pressure_days [天 | days]: 血压达诊断界值的天数 | Days with a pressure that reaches the bound
-- column glucose [mmol/L | mmol/L]: 最近空腹血糖 | Latest fasting glucose
-- column hba1c [% | %]: 最近糖化血红蛋白 | Latest HbA1c
-- column hba1c_on: 糖化日期 | HbA1c measured on
-- column high_glucose_days [天 | days]: 血糖或糖化达诊断界值的天数 | Days with glucose or HbA1c that reach the bound
-- column total_cholesterol [mmol/L | mmol/L]: 总胆固醇 | Total cholesterol
-- column hdl [mmol/L | mmol/L]: 高密度脂蛋白胆固醇 | HDL cholesterol
-- column ldl [mmol/L | mmol/L]: 低密度脂蛋白胆固醇 | LDL cholesterol
-- column lipids_on: 血脂日期 | Lipids measured on
-- column waist [cm | cm]: 腰围 | Waist
-- sensitive: excluded
with placed as (
  select m.person_id, m.analyte, m.measured_on, m.value, m.is_high, row_number() over (partition by m.person_id, m.analyte order by m.measured_on desc) as place
  from {{ref('measures')}} m
  where m.measured_on <= {{as_of}}
)
select
  person_id,
  max(case when analyte = 'sbp' and place = 1 then value end) as systolic,
  max(case when analyte = 'dbp' and place = 1 then value end) as diastolic,
  max(case when analyte = 'sbp' then measured_on end) as pressure_on,
  count(distinct case when analyte in ('sbp', 'dbp') and is_high then measured_on end) as high_pressure_days,
  max(case when analyte = 'fpg' and place = 1 then value end) as glucose,
  max(case when analyte = 'hba1c' and place = 1 then value end) as hba1c,
  max(case when analyte = 'hba1c' then measured_on end) as hba1c_on,
  count(distinct case when analyte in ('fpg', 'hba1c') and is_high then measured_on end) as high_glucose_days,
  max(case when analyte = 'tc' and place = 1 then value end) as total_cholesterol,
  max(case when analyte = 'hdl' and place = 1 then value end) as hdl,
  max(case when analyte = 'ldl' and place = 1 then value end) as ldl,
  max(case when analyte in ('tc', 'hdl', 'ldl') then measured_on end) as lipids_on,
  max(case when analyte = 'waist' and place = 1 then value end) as waist
from placed
group by person_id
