-- title: 十年心血管病风险 | Ten-year cardiovascular risk
-- grain: one row per person of 30 to 74 on a register without coronary disease or stroke, whose pressure and lipids are known
-- column person_id: 人员 | Person
-- column sex: 性别 | Sex
-- column age [岁 | years]: 年龄 | Age
-- column county: 县区 | County
-- column systolic [mmHg | mmHg]: 收缩压 | Systolic pressure
-- column is_treated: 服降压药 | On antihypertensives
-- column total_cholesterol [mmol/L | mmol/L]: 总胆固醇 | Total cholesterol
-- column hdl [mmol/L | mmol/L]: 高密度脂蛋白胆固醇 | HDL cholesterol
-- column has_diabetes: 糖尿病 | Diabetes
-- column smokes: 吸烟（空为未知） | Smokes (empty where unknown)
-- column waist [cm | cm]: 腰围 | Waist
-- column china_par [% | %]: China-PAR 十年风险 | China-PAR ten-year risk
-- column framingham [% | %]: Framingham 2008 十年风险 | Framingham 2008 ten-year risk
-- column score: 采用的评分 | Score used
-- column risk [% | %]: 十年风险 | Ten-year risk
-- column level: 分层 | Level
-- column is_lower_bound: 吸烟或家族史未知，按无计，实际风险可能更高 | Smoking or family history unknown and taken as none: the risk may be higher
-- sensitive: excluded
with habits as (
  select
    o.person_id,
    max(case when {{in_valueset('smoking', o.observation_source_value)}} or {{in_valueset('smoking', o.observation_source_name)}}
      then case when {{in_valueset('smoking_yes', coalesce(o.value_as_string, ''))}} then 1 else 0 end end) as smokes,
    max(case when {{in_valueset('family_history', o.observation_source_value)}} or {{in_valueset('family_history', o.observation_source_name)}} then 1 end) as family_history
  from {{input('observation')}} o
  where o.observation_date <= {{as_of}}
    and ({{in_valueset('smoking', o.observation_source_value)}} or {{in_valueset('smoking', o.observation_source_name)}} or {{in_valueset('family_history', o.observation_source_value)}} or {{in_valueset('family_history', o.observation_source_name)}})
  group by o.person_id
),
ill as (
  select r.person_id, max(r.sex) as sex, max(r.age) as age, max(r.county) as county,
    max(case when r.disease = 'diabetes' and r.certainty <> 'suspected' then 1 else 0 end) as diabetes,
    max(case when r.disease in ('stroke', 'coronary') and r.certainty <> 'suspected' then 1 else 0 end) as vascular
  from {{ref('register')}} r
  where r.is_active
  group by r.person_id
),
known as (
  select i.person_id, i.sex, i.age, i.county, i.diabetes, l.systolic, l.total_cholesterol, l.hdl,
    coalesce(l.waist, nullif(cast({{param('assumed_waist_cm')}} as double precision), 0)) as waist,
    case when m.is_current then 1 else 0 end as treated,
    h.smokes, h.family_history,
    coalesce(h.smokes, 0) as s, coalesce(h.family_history, 0) as f,
    ln(cast(i.age as double precision)) as a, ln(l.systolic) as p,
    -- Both scores take cholesterol in mg/dL.
    ln(l.total_cholesterol * 38.67) as t, ln(l.hdl * 38.67) as h
  from ill i
  join {{ref('latest_measures')}} l on l.person_id = i.person_id
  left join {{ref('medication')}} m on m.person_id = i.person_id and m.class = 'antihypertensive'
  left join habits h on h.person_id = i.person_id
  where i.vascular = 0 and i.age between 30 and 74 and i.sex in ('male', 'female')
    and l.systolic is not null and l.total_cholesterol is not null and l.hdl is not null
),
-- Sums of coefficients as printed in the papers; see README for where each was checked.
summed as (
  select k.*,
    case
      when k.waist is null or k.age < 35 then null
      when k.sex = 'male' then
        31.97 * k.a + case when k.treated = 1 then 27.39 * k.p - 6.02 * k.a * k.p else 26.15 * k.p - 5.73 * k.a * k.p end
        + 0.62 * k.t - 0.69 * k.h - 0.71 * ln(k.waist) + 3.96 * k.s - 0.94 * k.a * k.s + 0.36 * k.diabetes
        + case when {{param('is_north')}} then 0.48 else 0 end - case when {{param('is_urban')}} then 0.16 else 0 end
        + 6.22 * k.f - 1.53 * k.a * k.f - 140.68
      else
        24.87 * k.a + case when k.treated = 1 then 20.71 * k.p - 4.53 * k.a * k.p else 19.98 * k.p - 4.36 * k.a * k.p end
        + 0.06 * k.t - 0.22 * k.h + 1.48 * ln(k.waist) + 0.49 * k.s + 0.57 * k.diabetes
        + case when {{param('is_north')}} then 0.54 else 0 end - 117.26
    end as china,
    case
      when k.sex = 'male' then 3.06117 * k.a + 1.12370 * k.t - 0.93263 * k.h + case when k.treated = 1 then 1.99881 else 1.93303 end * k.p + 0.65451 * k.s + 0.57367 * k.diabetes - 23.9802
      else 2.32888 * k.a + 1.20904 * k.t - 0.70833 * k.h + case when k.treated = 1 then 2.82263 else 2.76157 end * k.p + 0.52873 * k.s + 0.69154 * k.diabetes - 26.1931
    end as framing
  from known k
),
scored as (
  select s.*,
    100 * (1 - power(case when s.sex = 'male' then 0.9707 else 0.9904 end, exp(s.china))) as china_par,
    100 * (1 - power(case when s.sex = 'male' then 0.88936 else 0.95012 end, exp(s.framing))) as framingham
  from summed s
)
select
  person_id, sex, age, county, systolic, treated = 1 as is_treated, total_cholesterol, hdl, diabetes = 1 as has_diabetes, smokes = 1 as smokes, waist,
  china_par, framingham,
  case when china_par is not null then 'China-PAR' else 'Framingham 2008' end as score,
  coalesce(china_par, framingham) as risk,
  case when coalesce(china_par, framingham) >= {{param('high_risk')}} then 'high' when coalesce(china_par, framingham) >= {{param('high_risk')}} / 2.0 then 'medium' else 'low' end as level,
  smokes is null or (family_history is null and china_par is not null) as is_lower_bound
from scored
