-- title: 各县区 | Counties
-- grain: one row per county, on the day of the run
-- column county: 县区（GB/T 2260） | County
-- column people [人 | people]: 人口 | People
-- column aged_65 [% | %]: 65岁及以上 | Aged 65 and over
-- column registered_elsewhere [人 | people]: 户籍地与现住地不同 | Registered elsewhere
-- column moved_in [人 | people]: 看的年份内迁入 | Moved in within the years
-- column moved_out [人 | people]: 看的年份内迁出 | Moved out within the years
-- column births [人 | people]: 看的年份内出生 | Births within the years
-- column deaths [人 | people]: 看的年份内死亡 | Deaths within the years
with span as (
  select min(y.from_on) as from_on from {{ref('years')}} y
)
select
  m.county,
  count(case when coalesce(m.entered_on <= {{as_of}}, true) and coalesce(m.left_on > {{as_of}}, true) then 1 end) as people,
  100.0 * count(case when coalesce(m.entered_on <= {{as_of}}, true) and coalesce(m.left_on > {{as_of}}, true) and m.birth_date <= cast({{dateadd(year, -65, {{as_of}})}} as date) then 1 end)
    / nullif(count(case when coalesce(m.entered_on <= {{as_of}}, true) and coalesce(m.left_on > {{as_of}}, true) then 1 end), 0) as aged_65,
  count(case when m.is_registered_elsewhere and coalesce(m.entered_on <= {{as_of}}, true) and coalesce(m.left_on > {{as_of}}, true) then 1 end) as registered_elsewhere,
  count(case when m.moved_in_on >= s.from_on and m.moved_in_on <= {{as_of}} then 1 end) as moved_in,
  count(case when m.moved_out_on >= s.from_on and m.moved_out_on <= {{as_of}} then 1 end) as moved_out,
  count(case when m.birth_date >= s.from_on and m.moved_in_on is null then 1 end) as births,
  count(case when m.died_on >= s.from_on and m.died_on <= {{as_of}} then 1 end) as deaths
from {{ref('members')}} m
cross join span s
where m.county is not null
group by m.county
