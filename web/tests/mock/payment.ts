import type { components } from "../../src/api/schema";

type Schemas = components["schemas"];

const basis: Schemas["PaymentBasis"] = {
  scheme: "chs-drg-1.1",
  isUnofficial: false,
  weightsFrom: "own-costs",
  rate: 8200,
  low: 0.4,
  high: 2,
};

const group = (drg: string, drgTitle: string, weight: number, cost: number): Schemas["GroupAnswer"] => ({
  mdc: "MDCF",
  mdcTitle: "循环系统疾病及功能障碍",
  adrg: drg.slice(0, 3),
  adrgTitle: drgTitle,
  drg,
  drgTitle,
  status: "grouped",
  reason: null,
  weight,
  payment: 8200 * weight,
  balance: 8200 * weight - cost,
  outlier: "normal",
  dipCode: null,
  dipScore: null,
  dipPayment: null,
});

const infarction = group("FR23", "急性心肌梗死，伴并发症或合并症", 1.6, 9400);
const coronary = group("FV33", "冠状动脉粥样硬化，伴并发症或合并症", 0.7, 9400);
const troponin: Schemas["EvidenceRow"] = {
  kind: "test",
  name: "肌钙蛋白I / troponin I",
  at: "2026-01-04 10:36",
  value: "0.013 ng/mL",
};

const findings: Schemas["PaymentFinding"][] = [
  {
    rule: "not-supported:myocardial-infarction",
    kind: "not-supported",
    severity: "warning",
    code: "I21.004",
    title: {
      zh: "主要诊断“急性心肌梗死”未见病历依据",
      en: 'The main diagnosis "acute myocardial infarction" is not shown by the record',
    },
    basis: "第四版心肌梗死通用定义（2018）",
    isClinicallyReviewed: false,
    evidence: [troponin],
  },
];

const stay: Schemas["StaySummary"] = {
  stayId: "77",
  personId: "12",
  number: "P00019425",
  institution: "第一人民医院（合成）",
  department: "心血管内科",
  physician: "钟芸瑶",
  coder: "赵红蓉",
  admission: "2026-01-04 09:55",
  discharge: "2026-01-09 14:21",
  isSettled: false,
  mainCode: "I21.004",
  mainName: "急性广泛前壁心肌梗死",
  drg: infarction.drg,
  drgTitle: infarction.drgTitle,
  status: "grouped",
  cost: 9400,
  payment: infarction.payment,
  balance: infarction.balance,
  outlier: "normal",
  errors: 0,
  warnings: 1,
  hints: 0,
  notSupported: 1,
  notCoded: 0,
  score: 96,
};

const path: Schemas["PathStep"][] = [
  { step: "mdc", code: "MDCF", title: "循环系统疾病及功能障碍", why: "main in MDCF I21.004" },
  { step: "drg", code: "FR23", title: infarction.drgTitle, why: "cc" },
];

/** Answers of the check before settlement. */
export function payment(part: string, isEmpty: boolean) {
  if (part === "stays")
    return {
      from: "2026-01-01",
      to: "2026-01-31",
      stays: isEmpty ? [] : [stay],
      isCut: false,
      basis,
    } satisfies Schemas["StayList"];
  if (part === "what-if")
    return { before: infarction, after: coronary, path, findings: [] } satisfies Schemas["WhatIfCase"];
  if (part === "what-if/month")
    return {
      month: "2026-01",
      before: basis,
      after: { ...basis, rate: 9000 },
      departments: [
        {
          institution: "第一人民医院（合成）",
          department: "心血管内科",
          cases: 18,
          cost: 82558.4,
          paymentBefore: 68505.69,
          paymentAfter: 79840.81,
          caseMixBefore: 0.89,
          caseMixAfter: 0.89,
          outliersBefore: 1,
          outliersAfter: 2,
          ungroupedBefore: 0,
          ungroupedAfter: 0,
        },
      ],
    } satisfies Schemas["WhatIfMonth"];
  return {
    stay,
    diagnoses: [
      { code: "I21.004", name: "急性广泛前壁心肌梗死" },
      { code: "I25.103", name: "冠状动脉粥样硬化性心脏病" },
    ],
    procedures: [],
    cost: 9400,
    group: infarction,
    path,
    findings,
    choices: [
      {
        kind: "current",
        code: null,
        name: null,
        group: infarction,
        difference: 0,
        support: "not-judged",
        evidence: [],
      },
      {
        kind: "main",
        code: "I25.103",
        name: "冠状动脉粥样硬化性心脏病",
        group: coronary,
        difference: (coronary.payment ?? 0) - (infarction.payment ?? 0),
        support: "not-judged",
        evidence: [],
      },
      {
        kind: "remove",
        code: "I21.004",
        name: "急性广泛前壁心肌梗死",
        group: coronary,
        difference: (coronary.payment ?? 0) - (infarction.payment ?? 0),
        support: "contrary",
        evidence: [troponin],
      },
    ],
    score: 96,
    hasRecord: true,
    basis,
  } satisfies Schemas["PaymentCheck"];
}
