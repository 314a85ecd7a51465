-- title: 全部线索明细 | All hits
-- materialise: view
-- grain: one row per finding and line that shows it
-- column finding_id: 线索 | Finding
-- column rule: 规则 | Rule
-- column person_id: 人员 | Person
-- column settlement_id: 结算 | Settlement
-- column settlement_fee_id: 费用明细 | Fee line
-- column stake [元 | CNY]: 涉及金额 | At stake
-- column fact_zh: 事实 | Fact (Chinese)
-- column fact_en: 事实（英文） | Fact
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('limit_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('count_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('duplicate_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('pair_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('operation_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('bed_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('quantity_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('unbundled_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('order_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('result_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('stockpile_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('split_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('record_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('card_hits')}}
union all
select finding_id, rule, person_id, settlement_id, settlement_fee_id, stake, fact_zh, fact_en from {{ref('upcoded_hits')}}
