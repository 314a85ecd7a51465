-- title: 手术 | Surgery
-- grain: one row per front page with an operation
-- column inpatient_case_id: 病案首页 | Front page
-- column level [级 | level]: 最高手术级别 | Highest level
-- column is_minimal: 微创 | Minimally invasive
-- column has_clean_incision: 有Ⅰ类切口 | Has a class I incision
-- column has_poor_healing: Ⅰ类切口丙级愈合 | Class I incision that healed badly (grade C)
-- What has a level of surgery counts as surgery; the list of operations of the manual is not among the content.
select inpatient_case_id,
  max({{safe_cast(operation_level, integer)}}) as level,
  coalesce(bool_or(operation_level is not null and {{regexp_like(coalesce(operation_name, ''), '(腔镜|胸腔镜|内镜|镜下|关节镜|宫腔镜|经皮|微创|经导管|经尿道)')}}), false) as is_minimal,
  coalesce(bool_or({{regexp_like(coalesce(incision_healing, ''), '^(Ⅰ|I|1)[/类级]')}}), false) as has_clean_incision,
  coalesce(bool_or({{regexp_like(coalesce(incision_healing, ''), '^(Ⅰ|I|1)[/类级].*丙')}}), false) as has_poor_healing
from {{input('cn_inpatient_case_operation')}}
group by inpatient_case_id
