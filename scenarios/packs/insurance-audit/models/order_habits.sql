-- title: 各机构送来多少医嘱 | What share of charges has an order
-- grain: one row per institution, inpatient or not, kind of fee and item
-- column institution: 机构 | Institution
-- column is_inpatient: 住院 | Inpatient
-- column kind: 类别 | Kind
-- column item_key: 规范化名称 | Normalised name
-- column charges [次 | charges]: 收费次数 | Charges
-- column share_ordered: 有医嘱或记录之比 | Share with an order or record
-- column kind_charges [次 | charges]: 同类收费次数 | Charges of the kind
-- column kind_share: 同类有医嘱或记录之比 | Share of the kind with an order or record
with counts as (
  select institution, is_inpatient, kind, item_key, count(*) as charges, count(case when is_matched then 1 end) as matched
  from {{ref('order_matches')}}
  group by institution, is_inpatient, kind, item_key
)
select institution, is_inpatient, kind, item_key, charges, cast(matched as double precision) / charges as share_ordered,
  cast(sum(charges) over (partition by institution, is_inpatient, kind) as bigint) as kind_charges,
  cast(sum(matched) over (partition by institution, is_inpatient, kind) as double precision) / sum(charges) over (partition by institution, is_inpatient, kind) as kind_share
from counts
