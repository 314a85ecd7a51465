-- title: 迁移 | Moves
-- grain: one row per month
-- column month: 月份 | Month
-- column moved_in [人 | people]: 迁入 | Moved in
-- column moved_out [人 | people]: 迁出 | Moved out
with one as (
  select cast({{date_trunc(month, m.moved_in_on)}} as date) as month, 1 as moved_in, 0 as moved_out from {{ref('members')}} m where m.moved_in_on is not null and m.moved_in_on <= {{as_of}}
  union all
  select cast({{date_trunc(month, m.moved_out_on)}} as date) as month, 0 as moved_in, 1 as moved_out from {{ref('members')}} m where m.moved_out_on is not null and m.moved_out_on <= {{as_of}}
)
select month, cast(sum(moved_in) as bigint) as moved_in, cast(sum(moved_out) as bigint) as moved_out
from one
group by month
