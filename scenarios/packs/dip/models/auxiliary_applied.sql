-- title: 用到的辅助目录 | Auxiliary catalogues that applied
-- grain: one row per case and auxiliary catalogue
-- column case_id: 病例 | Case
-- column kind: 辅助目录 | Auxiliary catalogue
-- column value: 取值 | Value
-- column coefficient: 系数 | Coefficient
-- A case has one feature of each of the five auxiliary catalogues at most.
with read as (
  select case_id, cast(path as json) as path
  from {{ref('scored')}}
  where path is not null and strpos(path, '"auxiliary"') > 0
),
places as (
  select case_id, (path -> 'auxiliary' -> 0 ->> 'kind') as kind, (path -> 'auxiliary' -> 0 ->> 'value') as value, (path -> 'auxiliary' -> 0 ->> 'coefficient') as coefficient from read
  union all
  select case_id, (path -> 'auxiliary' -> 1 ->> 'kind'), (path -> 'auxiliary' -> 1 ->> 'value'), (path -> 'auxiliary' -> 1 ->> 'coefficient') from read
  union all
  select case_id, (path -> 'auxiliary' -> 2 ->> 'kind'), (path -> 'auxiliary' -> 2 ->> 'value'), (path -> 'auxiliary' -> 2 ->> 'coefficient') from read
  union all
  select case_id, (path -> 'auxiliary' -> 3 ->> 'kind'), (path -> 'auxiliary' -> 3 ->> 'value'), (path -> 'auxiliary' -> 3 ->> 'coefficient') from read
  union all
  select case_id, (path -> 'auxiliary' -> 4 ->> 'kind'), (path -> 'auxiliary' -> 4 ->> 'value'), (path -> 'auxiliary' -> 4 ->> 'coefficient') from read
)
select case_id,
  case kind when 'cci' then '合并症指数 CCI' when 'severity' then '疾病严重程度 Severity' when 'tumour_severity' then '肿瘤严重程度 Severity of tumour' when 'age' then '年龄 Age' else '次要诊断 Secondary diagnoses' end as kind,
  value, cast(coefficient as double precision) as coefficient
from places
where kind is not null
