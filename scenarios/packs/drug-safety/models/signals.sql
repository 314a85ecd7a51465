-- title: 信号 | Signals
-- grain: one row per drug and event that enough methods signal
-- column place: 次序 | Place
-- column drug: 药品 | Drug
-- column event: 事件代码 | Event's code
-- column event_name: 事件 | Event
-- column panel: 类别 | Kind
-- column n [例 | cases]: 病例 | Cases
-- column expected: 期望数 | Expected
-- column prr: PRR | PRR
-- column prr_low: PRR 下限 | PRR lower limit
-- column prr_high: PRR 上限 | PRR upper limit
-- column chi_squared: χ² | Chi-squared
-- column ror: ROR | ROR
-- column ror_low: ROR 下限 | ROR lower limit
-- column ror_high: ROR 上限 | ROR upper limit
-- column ic: IC | IC
-- column ic025: IC025 | IC025
-- column ebgm: EBGM | EBGM
-- column eb05: EB05 | EB05
-- column methods: 提示的方法数 | Methods that signal
-- column is_label_known: 已载明（本清单） | In the list of known reactions
-- column known_by: 载于 | Known by
-- column share [% | %]: 该药用药日中的占比 | Share of the drug's days
-- column is_indication: 疑为适应证（占比过高，或同日开出为主） | Probably what the drug is given for
-- column pair: 药品与事件 | Drug and event
-- A reaction is rare among users and mostly comes later. Where the event is on many of the drug's days, or most of its cases got the drug on
-- that very day for the first time (and the event is on at least a tenth of that share of its days), the drug was probably given for it, and the pair is set apart as an indication.
with panels as (
  select c.drug, split_part(c.stratum, '|', 1) as panel, sum(c.n) as days from {{ref('pair_counts')}} c group by c.drug, split_part(c.stratum, '|', 1)
),
shares as (
  select c.drug, c.event, sum(c.n) * 100.0 / min(p.days) as share
  from {{ref('pair_counts')}} c
  join panels p on p.drug = c.drug and p.panel = split_part(c.stratum, '|', 1)
  where not starts_with(c.event, '-')
  group by c.drug, c.event
),
first_given as (
  select f.drug, f.event, 100.0 * sum(f.n_first) / sum(f.n) as first_share from {{ref('pairs')}} f group by f.drug, f.event
)
select
  row_number() over (order by m.ic025 desc, m.drug, m.event) as place,
  m.drug, m.event, n.event_name, n.panel, cast(m.n as bigint) as n, m.expected,
  m.prr, m.prr_low, m.prr_high, m.chi_squared, m.ror, m.ror_low, m.ror_high, m.ic, m.ic025, m.ebgm, m.eb05,
  m.signals as methods,
  coalesce(k.basis, '') <> '' as is_label_known,
  case k.basis when 'label' then '说明书 Label' when 'notice' then '监管通报 Notice' end as known_by,
  h.share,
  n.panel not like '检验%' and (h.share >= 100 * {{param('indication_share')}} or m.n >= 5 and g.first_share >= 80 and h.share >= 10 * {{param('indication_share')}}) as is_indication,
  m.drug || ' – ' || coalesce(n.event_name, m.event) as pair
from {{ref('measures')}} m
left join {{ref('event_names')}} n on n.event = m.event
left join shares h on h.drug = m.drug and h.event = m.event
left join first_given g on g.drug = m.drug and g.event = m.event
left join (
  select m2.drug, m2.event, min(v.basis) as basis
  from {{ref('measures')}} m2
  join {{valueset('known_reactions')}} v on starts_with(m2.drug, v.drug) and starts_with(m2.event, v.event)
  group by m2.drug, m2.event
) k on k.drug = m.drug and k.event = m.event
where not starts_with(m.event, '-') and m.n >= {{param('minimum_cases')}} and m.signals >= {{param('minimum_methods')}}
