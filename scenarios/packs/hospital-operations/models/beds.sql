-- title: 床位数 | Beds
-- grain: one row per year, institution and department
-- column year: 年 | Year
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column beds [张 | beds]: 床位 | Beds
-- column basis: 依据（登记、估计） | Basis (登记 stated, 估计 estimated)
-- The model has no register of beds. Beds are those that the site states in the value set beds ("institution/department");
-- where it states none, the most patients at midnight in that year, which is the fewest beds that there can have been.
with peaks as (
  select year, institution, department, max(patients) as patients
  from {{ref('census')}}
  where department <> '全部'
  group by year, institution, department
)
select
  p.year, p.institution, p.department,
  coalesce(cast(b.beds as double precision), cast(p.patients as double precision)) as beds,
  case when b.beds is not null then '登记' else '估计' end as basis
from peaks p
left join {{valueset('beds')}} b on b.code = concat(p.institution, '/', p.department)
where coalesce(cast(b.beds as double precision), p.patients) > 0
