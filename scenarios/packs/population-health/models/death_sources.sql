-- title: 死亡登记的完整性 | Completeness of deaths
-- grain: one row, where there is a register of the population
-- column in_register [人 | people]: 人口库的死亡 | Deaths in the register of the population
-- column in_deaths [人 | people]: 死因登记的死亡 | Deaths in the registry of deaths
-- column in_both [人 | people]: 两处都有 | In both
-- column estimated [人 | people]: 估计死亡总数（Chandrasekar–Deming） | Estimated deaths (Chandrasekar and Deming)
-- column completeness [% | %]: 死因登记的估计完整率 | Estimated completeness of the registry of deaths
-- sensitive: excluded
with register as (
  select distinct p.person_id
  from {{input('cn_population')}} p
  where {{valueset_value('vital_events', event, p.event_type)}} = 'death' and p.event_date <= {{as_of}}
),
dead as (
  -- Deaths of members only: the hospital's dead from elsewhere are not missed by the register.
  select distinct d.person_id from {{input('death')}} d join {{ref('members')}} m on m.person_id = d.person_id where d.death_date <= {{as_of}} and m.basis = 'register'
),
counted as (
  select
    (select count(*) from register) as in_register,
    (select count(*) from dead) as in_deaths,
    (select count(*) from register r join dead d on d.person_id = r.person_id) as in_both
)
select in_register, in_deaths, in_both,
  cast(in_register as double precision) * in_deaths / nullif(in_both, 0) as estimated,
  100.0 * in_both / nullif(in_register, 0) as completeness
from counted
where in_register > 0
