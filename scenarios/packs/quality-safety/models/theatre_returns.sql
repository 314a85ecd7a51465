-- title: 重返手术室线索 | Candidates of returns to theatre
-- grain: one row per operation that followed another one in the same stay
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column month: 出院月份 | Month of discharge
-- column first_operation: 前次手术 | Operation before
-- column first_at: 前次时间 | Time before
-- column again_operation: 再次手术 | Operation again
-- column again_at: 再次时间 | Time again
-- column hours [小时 | hours]: 间隔 | Hours between
-- column is_within_48h: 48小时内 | Within 48 hours
-- column is_expected_stage: 多为分期计划 | Usually a planned stage
-- An operation is a row with a level from 2 that is no therapy without a theatre (value set not_theatre). Nothing in the front page says whether a return was
-- planned, so these are candidates. A smaller step before a larger one (coronary angiography before the stent) is most often a planned stage.
with operations as (
  select s.visit_occurrence_id, s.person_id, s.institution, s.department, s.month, o.operation_code, o.operation_name, o.operation_datetime,
    {{safe_cast(o.operation_level, integer)}} as level,
    lag(o.operation_name) over (partition by s.visit_occurrence_id order by o.operation_datetime, o.operation_code) as first_operation,
    lag(o.operation_datetime) over (partition by s.visit_occurrence_id order by o.operation_datetime, o.operation_code) as first_at,
    lag({{safe_cast(o.operation_level, integer)}}) over (partition by s.visit_occurrence_id order by o.operation_datetime, o.operation_code) as first_level
  from {{ref('stays')}} s
  join {{input('cn_inpatient_case_operation')}} o on o.inpatient_case_id = s.inpatient_case_id
  where o.operation_datetime is not null and {{safe_cast(o.operation_level, integer)}} >= 2 and not {{in_valueset('not_theatre', o.operation_code)}}
)
select
  visit_occurrence_id, person_id, institution, department, month, first_operation, first_at, operation_name as again_operation, operation_datetime as again_at,
  {{datediff(hour, first_at, operation_datetime)}} as hours,
  {{datediff(hour, first_at, operation_datetime)}} <= 48 as is_within_48h,
  first_level < level as is_expected_stage
from operations
where first_at is not null and cast(first_at as date) < cast(operation_datetime as date) and {{datediff(hour, first_at, operation_datetime)}} <= {{param('theatre_hours')}}
