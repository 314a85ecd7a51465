import type { components } from "../../src/api/schema";

export interface MockEntry {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly header: components["schemas"]["EntryHeader"];
}

export const mediaTypes: Record<string, string> = {
  hl7v2: "text/hl7v2",
  fhir: "application/fhir+json",
  table: "text/csv",
};

const texts: Record<string, string> = {
  hl7v2: [
    "MSH|^~\\&|HIS|CUIHU|SUWEN|REGION|20260301081530||ORU^R01^ORU_R01|MSG000482|P|2.5.1|||AL|NE||UNICODE UTF-8",
    "PID|1||MR0001^^^CUIHU^MR~999999195704120028^^^MPS^NI||王^素心^^^^^L||1957-13-45|F|||翠湖区和平路 1 号^^^^^CN||^PRN^PH^^^^19900000000",
    "PV1|1|O|内分泌科^^^CUIHU||||1024^周^明|||||||||||V20260301001",
    "OBR|1|ORD8821|LAB8821|14749-6^葡萄糖（空腹）^LN|||20260301074500",
    "OBX|1|NM|14749-6^葡萄糖（空腹）^LN||7.2|mmol/L|3.9-6.1|H|||F|||20260301080200",
    "OBX|2|NM|4548-4^糖化血红蛋白^LN||6.9|%|4-6|H|||F|||20260301080200",
    "NTE|1|L|标本轻度溶血，结果供参考。",
  ].join("\r"),
  fhir: JSON.stringify({
    resourceType: "Observation",
    id: "obs-8821",
    status: "final",
    code: { coding: [{ system: "http://loinc.org", code: "8480-6", display: "收缩压" }] },
    subject: { reference: "Patient/P-0001" },
    effectiveDateTime: "1937-03-01T09:30:00+08:00",
    valueQuantity: { value: 146, unit: "mmHg", system: "http://unitsofmeasure.org", code: "mm[Hg]" },
  }),
  table: [
    "L0007,李*,1980-02-11,14682-9,肌酐,88,μmol/L",
    'L0001,王*,12/04/57?,14749-6,"葡萄糖（空腹）",7.1,mmol/L',
    "L0009,陈*,1990-07-30,2823-3,钾,4.2,mmol/L",
  ].join("\r\n"),
};

export function bytesOf(format: string): Uint8Array {
  return new TextEncoder().encode(texts[format] ?? "");
}
