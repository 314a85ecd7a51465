-- title: 在院人数 | Patients in bed
-- grain: one row per institution, department and day on which it changes; 全部 is the whole institution
-- column institution: 机构 | Institution
-- column department: 科室（全部：全院） | Department (全部: all)
-- column day: 日期 | Day
-- column year: 年 | Year
-- column patients [人 | patients]: 夜间零点在院人数 | Patients at midnight
with events as (
  select institution, department, admitted_on as day, 1 as change from {{ref('stays')}} where leaves_bed_on > admitted_on
  union all
  select institution, department, leaves_bed_on, -1 from {{ref('stays')}} where leaves_bed_on > admitted_on
),
changes as (
  select institution, department, day, sum(change) as change from events group by institution, department, day
  union all
  select institution, '全部', day, sum(change) from events group by institution, day
),
running as (
  select institution, department, day, cast(sum(change) over (partition by institution, department order by day) as bigint) as patients
  from changes
)
select r.institution, r.department, r.day, cast(extract(year from r.day) as integer) as year, r.patients
from running r
cross join {{ref('extent')}} e
where r.day between e.first_day and e.last_day
