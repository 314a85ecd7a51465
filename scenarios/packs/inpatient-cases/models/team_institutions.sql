-- title: 医师所在机构 | Institutions of physicians
-- grain: one row per source, department and chief physician
-- column source_id: 来源 | Source
-- column department: 科室 | Department
-- column physician: 主任（副主任）医师 | Chief physician
-- column institution: 机构 | Institution
-- Where one source sends for several institutions, a stay without a settlement belongs where the physician's settled stays do, if most of them agree.
with counted as (
  select p.source_id, c.discharge_department as department, c.chief_physician as physician, p.settled_institution as institution, count(*) as n
  from {{ref('front_pages')}} p
  join {{input('cn_inpatient_case')}} c on c.inpatient_case_id = p.inpatient_case_id
  where p.settled_institution is not null and c.chief_physician is not null
  group by p.source_id, c.discharge_department, c.chief_physician, p.settled_institution
),
ranked as (
  select source_id, department, physician, institution, n, sum(n) over (partition by source_id, department, physician) as all_n,
    row_number() over (partition by source_id, department, physician order by n desc, institution) as place
  from counted
)
select source_id, coalesce(department, '') as department, physician, institution
from ranked
where place = 1 and n * 2 > all_n
