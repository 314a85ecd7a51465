-- title: 检验结果名称 | Names of results
-- grain: one row per name as written
-- column raw_name: 原名称 | Name as written
-- column analyte: 规范化名称 | Normalised name
-- Without brackets, abbreviations behind Chinese words and words of measuring.
select raw_name,
  regexp_replace(regexp_replace(regexp_replace(regexp_replace(translate(trim(raw_name), '（）［］【】０１２３４５６７８９％＋ABCDEFGHIJKLMNOPQRSTUVWXYZ', '()[]()0123456789%+abcdefghijklmnopqrstuvwxyz'), '\([^()]*\)|\[[^\[\]]*\]', '', 'g'), '[\s]', '', 'g'), '([一-龥])[a-z0-9%#-]+$', '\1'), '(测定|检查|检测)$', '') as analyte
from (select distinct measurement_source_name as raw_name from {{input('measurement')}} where measurement_source_name is not null) n
