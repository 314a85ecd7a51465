-- title: 用药状况 | Medication
-- grain: one row per person and class of drug
-- column person_id: 人员 | Person
-- column class: 药物类别 | Class
-- column dispensings [次 | times]: 取药日数 | Days on which it was dispensed
-- column first_on: 首次 | First
-- column last_on: 末次 | Last
-- column supply_ends_on: 末次处方用完 | Last supply ends on
-- column is_current: 在用 | Current
-- sensitive: excluded
with supplied as (
  select d.person_id, d.class, d.dispensed_on, cast({{dateadd(day, coalesce(d.supply_days, cast({{param('assumed_supply_days')}} as integer)), d.dispensed_on)}} as date) as ends_on
  from {{ref('dispensings')}} d
  where d.dispensed_on <= {{as_of}}
)
select
  person_id, class,
  count(*) as dispensings,
  min(dispensed_on) as first_on,
  max(dispensed_on) as last_on,
  max(ends_on) as supply_ends_on,
  cast({{dateadd(day, cast({{param('refill_grace_days')}} as integer), max(ends_on))}} as date) >= {{as_of}} as is_current
from supplied
group by person_id, class
