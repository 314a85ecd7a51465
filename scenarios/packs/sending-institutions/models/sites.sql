-- title: 科室与所属机构 | Departments and their institutions
-- grain: one row per care site
-- column care_site_id: 服务点 | Care site
-- column site_name: 名称 | Name
-- column site_code: 编码 | Code
-- column parent_name: 所属机构 | Institution above it
select
  s.care_site_id,
  s.care_site_name as site_name,
  s.care_site_source_value as site_code,
  coalesce(g.care_site_name, p.care_site_name) as parent_name
from {{input('care_site')}} s
left join {{input('care_site')}} p on p.care_site_id = s.parent_care_site_id
left join {{input('care_site')}} g on g.care_site_id = p.parent_care_site_id
