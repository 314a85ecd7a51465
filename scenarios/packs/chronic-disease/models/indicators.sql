-- title: 指标 | Indicators
-- grain: one row per disease
-- column sort_order: 次序 | Order
-- column disease: 病种 | Disease
-- column disease_name: 病种名称 | Name of the disease
-- column registered [人 | people]: 在册患者 | Active on the register
-- column suspected [人 | people]: 疑似待确诊 | Suspected, to be confirmed
-- column served [人 | people]: 服务对象 | Served by the programme
-- column managed [人 | people]: 年内已管理 | Managed within the year
-- column to_standard [人 | people]: 规范管理 | Managed to standard
-- column controlled [人 | people]: 控制达标 | Controlled
-- column managed_rate [% | %]: 管理率 | Managed
-- column standard_rate [% | %]: 规范管理率 | Managed to standard, of those managed
-- column control_rate [% | %]: 控制率（管理人群；卒中冠心病慢阻肺为全部在册） | Controlled, of those managed (of all registered for stroke, coronary disease and COPD)
-- column measure: 控制的判定 | Judged by
with counted as (
  select
    m.disease,
    count(*) as registered,
    count(case when m.is_served then 1 end) as served,
    count(case when m.is_served and m.is_managed then 1 end) as managed,
    count(case when m.is_served and m.is_to_standard then 1 end) as to_standard,
    count(case when (m.is_served and m.is_managed or m.disease in ('stroke', 'coronary', 'copd')) and m.is_controlled then 1 end) as controlled,
    count(case when m.is_served and m.is_managed or m.disease in ('stroke', 'coronary', 'copd') then 1 end) as judged,
    min(m.measure) as measure
  from {{ref('managed')}} m
  group by m.disease
),
suspects as (
  select r.disease, count(*) as suspected from {{ref('register')}} r where r.certainty = 'suspected' and r.is_active group by r.disease
)
select
  cast(s.sort_order as integer) as sort_order, s.code as disease, s.name_zh as disease_name,
  coalesce(c.registered, 0) as registered, coalesce(u.suspected, 0) as suspected, coalesce(c.served, 0) as served, coalesce(c.managed, 0) as managed,
  coalesce(c.to_standard, 0) as to_standard, coalesce(c.controlled, 0) as controlled,
  100.0 * c.managed / nullif(c.served, 0) as managed_rate,
  100.0 * c.to_standard / nullif(c.managed, 0) as standard_rate,
  100.0 * c.controlled / nullif(c.judged, 0) as control_rate,
  c.measure
from {{valueset('registers')}} s
left join counted c on c.disease = s.code
left join suspects u on u.disease = s.code
