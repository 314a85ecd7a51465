-- title: 疾病谱 | Spectrum of diseases
-- grain: one row per year, institution, kind of visit and category
-- column year: 年 | Year
-- column institution: 机构 | Institution
-- column kind: 类别 | Kind
-- column chapter: 章 | Chapter
-- column category: 类目 | Category
-- column name: 最常见名称 | Name seen most
-- column label: 疾病 | Disease
-- column diagnoses [条 | entries]: 诊断条数 | Diagnoses
-- Codes that are ICD-10 are put together by category (three characters); others stand for themselves under "not in ICD-10".
-- Chinese medicine's own codes (GB/T 15657) stand beside a disease and are left out.
with categories as (
  select year, institution, kind, code, name, diagnoses,
    case when {{regexp_like(code, '^[A-Z][0-9][0-9]')}} then substr(code, 1, 3) else code end as category,
    {{regexp_like(code, '^[A-Z][0-9][0-9]')}} as is_icd
  from {{ref('diagnoses_counted')}}
  where not {{regexp_like(code, '^[BZ][A-Z][A-Z]')}}
),
names as (
  select category, name, row_number() over (partition by category order by sum(diagnoses) desc, name) as place
  from categories
  where name is not null
  group by category, name
)
select
  c.year, c.institution,
  case c.kind when 'outpatient' then '门诊 Outpatient' when 'emergency' then '急诊 Emergency' else '住院 Inpatient' end as kind,
  case when c.is_icd then coalesce({{valueset_value('icd10_chapters', chapter, c.category)}}, '其他 Other') else '非ICD-10编码 Not in ICD-10' end as chapter,
  c.category,
  n.name,
  concat(case when c.is_icd then concat(c.category, ' ') else '' end, coalesce(n.name, case when c.is_icd then '' else c.category end)) as label,
  cast(sum(c.diagnoses) as bigint) as diagnoses
from categories c
left join names n on n.category = c.category and n.place = 1
group by c.year, c.institution, c.kind, c.is_icd, c.category, n.name
