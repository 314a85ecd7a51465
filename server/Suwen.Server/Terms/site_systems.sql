-- The site's own tables. Grain: one system.
select system_code, title_zh, title_en, system_version, published_by, licence, system_status, aliases
from cdr.cn_code_system
order by system_code
