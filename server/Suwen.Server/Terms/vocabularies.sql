-- OMOP vocabularies that the site has loaded. Grain: one vocabulary.
select c.vocabulary_id, max(v.vocabulary_name), max(v.vocabulary_version), count(*)
from cdr.concept c
left join cdr.vocabulary v on v.vocabulary_id = c.vocabulary_id
where c.vocabulary_id is not null
group by c.vocabulary_id
order by c.vocabulary_id
