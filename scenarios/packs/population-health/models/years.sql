-- title: 年份 | Years
-- grain: one row per calendar year
-- column year: 年份 | Year
-- column from_on: 自 | From
-- column until_on: 至（不含） | Until (exclusive)
with first_event as (
  select coalesce(min(least(m.moved_in_on, m.left_on)), {{as_of}}) as first_on from {{ref('members')}} m
),
back as (
  select 0 as n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9
)
select
  cast(extract(year from {{as_of}}) - b.n as integer) as year,
  cast({{dateadd(year, -b.n, {{date_trunc(year, {{as_of}})}})}} as date) as from_on,
  least(cast({{dateadd(year, 1 - b.n, {{date_trunc(year, {{as_of}})}})}} as date), cast({{dateadd(day, 1, {{as_of}})}} as date)) as until_on
from back b
cross join first_event f
where b.n < {{param('years')}} and extract(year from {{as_of}}) - b.n >= extract(year from f.first_on)
