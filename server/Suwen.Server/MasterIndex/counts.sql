-- The state of the index in numbers.
-- Grain: one row.
select
    (select count(*) from cdr.cn_source_person) as source_persons,
    (select count(*) from cdr.person) as persons,
    (select count(*) from cdr.cn_golden_person g where g.source_persons > 1) as clusters,
    (select max(g.source_persons) from cdr.cn_golden_person g) as largest,
    (select count(*) from sys.person_link l where l.link_kind = 'model') as model_links,
    (select count(*) from sys.person_link l where l.link_kind = 'steward-same') as steward_links,
    (select count(*) from sys.person_link l where l.link_kind = 'steward-different') as held_apart,
    (select count(*) from sys.person_link l where l.link_kind in ('merge', 'link')) as source_links,
    (select count(*) from sys.person_conflict c) as conflicts
