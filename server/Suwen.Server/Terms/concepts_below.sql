-- The concepts of a vocabulary right below a concept, or, without one, at its top: those with something below them and nothing of the vocabulary above them.
-- Grain: one concept.
-- $1 the vocabulary; $2 the concept or null; $3 how many at most
with own as (
  select c.concept_id, c.concept_code, c.concept_name
  from cdr.concept c
  where c.vocabulary_id = $1
),
steps as (
  select a.ancestor_concept_id as above, a.descendant_concept_id as below
  from cdr.concept_ancestor a
  join own u on u.concept_id = a.ancestor_concept_id
  join own d on d.concept_id = a.descendant_concept_id
  where a.min_levels_of_separation = 1
)
select o.concept_code, o.concept_name, case when o.concept_id in (select s.above from steps s) then 1 else 0 end as has_children
from own o
where (cast($2 as bigint) is not null and o.concept_id in (select s.below from steps s where s.above = cast($2 as bigint)))
  or (cast($2 as bigint) is null and o.concept_id in (select s.above from steps s) and o.concept_id not in (select s.below from steps s))
order by o.concept_code
limit $3
