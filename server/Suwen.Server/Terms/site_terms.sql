-- Terms of the site's own tables. Grain: one term.
select system_code, term_code, term_name, parent_code, synonyms, valid_from, valid_to, term_concept_id
from cdr.cn_term
order by system_code, term_concept_id
