-- title: 所比较的病组或手术 | The group or operation that is compared
-- grain: at most one row
-- column code: 编码 | Code
-- column title: 名称 | Name
-- column cases [例 | cases]: 可比病例 | Comparable cases
-- column teams [组 | teams]: 诊疗组数 | Teams
-- The ADRG or operation that the parameter names; without one, that with the most cases in teams that have enough of them.
with cases as (
  select institution, department, team, cost,
    case when {{param('compare_by')}} = 'operation' then main_operation_code else adrg end as code,
    case when {{param('compare_by')}} = 'operation' then main_operation_name else drg_title end as title,
    partition_kind
  from {{ref('case_list')}}
  where status in ('grouped', 'ambiguous') and cost > 0 and team <> '未说明'
),
chosen as (
  select code, title, institution, department, team
  from cases
  where code is not null
    and (({{param('compare_code')}} <> '' and starts_with(code, {{param('compare_code')}}))
      or ({{param('compare_code')}} = '' and ({{param('compare_by')}} = 'operation' or partition_kind in ('surgical', 'procedure'))))
),
teams as (
  select code, institution, department, team, min(title) as title, count(*) as cases
  from chosen
  group by code, institution, department, team
  having count(*) >= {{param('team_minimum')}}
),
codes as (
  select code, min(title) as title, sum(cases) as cases, count(*) as teams
  from teams
  group by code
  having count(*) >= 2
),
ranked as (
  select code, title, cases, teams, row_number() over (order by cases desc, code) as place from codes
)
select code, title, cast(cases as bigint) as cases, teams from ranked where place = 1
