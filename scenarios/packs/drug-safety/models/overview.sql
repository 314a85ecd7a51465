-- title: 概览 | Overview
-- grain: one row, where anybody took a drug
-- column people [人 | people]: 用药人数 | People with drugs
-- column drugs [种 | drugs]: 药品 | Drugs
-- column first_day: 最早用药 | First use
-- column last_day: 最近用药 | Last use
-- column pairs_with_cases [对 | pairs]: 有病例的药品–事件对 | Pairs with a case
-- column signals [个 | signals]: 信号 | Signals
-- column known [个 | signals]: 其中已载明 | Known already
-- column unknown [个 | signals]: 其中清单未载 | Not in the list
-- column cases [例 | cases]: 信号涉及病例 | Cases of signals
-- column coded_reactions [例 | cases]: 编码为药物反应的诊断 | Diagnoses coded as reactions
-- sensitive: excluded
with taken as (
  select count(distinct d.person_id) as people, count(distinct d.drug) as drugs, min(d.started_on) as first_day, max(d.started_on) as last_day from {{ref('drugs_taken')}} d
)
select
  t.people, t.drugs, t.first_day, t.last_day,
  (select count(*) from {{ref('measures')}} m where not starts_with(m.event, '-')) as pairs_with_cases,
  (select count(*) from {{ref('signals')}} s where not s.is_indication) as signals,
  (select count(*) from {{ref('signals')}} s where not s.is_indication and s.is_label_known) as known,
  (select count(*) from {{ref('signals')}} s where not s.is_indication and not s.is_label_known) as unknown,
  (select count(*) from {{ref('cases')}} c where not c.is_indication) as cases,
  (select count(*) from {{ref('coded_reactions_found')}} r) as coded_reactions
from taken t
where t.people > 0
