-- title: 各县区 | Counties
-- grain: one row per county and disease
-- column county: 县区（GB/T 2260） | County
-- column disease_name: 病种 | Disease
-- column registered [人 | people]: 在册 | Registered
-- column managed [人 | people]: 年内已管理 | Managed
-- column controlled [人 | people]: 控制 | Controlled
-- column standard_rate [% | %]: 规范管理率 | Managed to standard
-- column control_rate [% | %]: 控制率 | Controlled
select
  m.county, m.disease_name,
  count(*) as registered,
  count(case when m.is_managed then 1 end) as managed,
  count(case when m.is_managed and m.is_controlled then 1 end) as controlled,
  100.0 * count(case when m.is_managed and m.is_to_standard then 1 end) / nullif(count(case when m.is_managed then 1 end), 0) as standard_rate,
  100.0 * count(case when m.is_managed and m.is_controlled then 1 end) / nullif(count(case when m.is_managed then 1 end), 0) as control_rate
from {{ref('managed')}} m
where m.county is not null
group by m.county, m.disease_name
