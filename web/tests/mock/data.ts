import type { components } from "../../src/api/schema";
import { bytesOf, type MockEntry, mediaTypes } from "./bytes";

type Schemas = components["schemas"];
type Entry = Schemas["TimelineEntry"];

/** Numbers that are the same on every run (mulberry32). */
function numbers(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const sources = [
  { name: "cuihu.his", displayName: "翠湖人民医院", format: "hl7v2", channel: "mllp" },
  { name: "heping.fhir", displayName: "和平社区卫生服务中心", format: "fhir", channel: "http" },
  { name: "songshan.lab", displayName: "松山医学检验所", format: "table", channel: "file" },
] as const;
type Source = (typeof sources)[number];

export const entries = new Map<string, MockEntry>();

function land(
  source: Source,
  sequence: number,
  recordKind: string,
  disposition: string,
  bytes = bytesOf(source.format),
): string {
  const position = `1:${sequence}`;
  entries.set(position, {
    bytes,
    mediaType: mediaTypes[source.format] ?? "application/octet-stream",
    header: {
      position,
      source: source.name,
      channel: source.channel,
      format: source.format,
      receivedAt: `2026-03-0${1 + (sequence % 9)}T0${sequence % 10}:15:30Z`,
      payloadBytes: bytes.length,
      isErased: false,
      metadata:
        source.format === "table"
          ? {
              file: "lis-2026-03.csv",
              header: "patient_no,name,birth_date,test_code,test_name,result,unit",
              "first-row": "2",
            }
          : {},
      recordCount: 3,
      characterSet: "utf-8",
      characterSetFlag: null,
      mappingVersion: 1,
      dispositions: [{ firstRecord: 0, lastRecord: 2, disposition, recordKind }],
    },
  });
  return position;
}

/** What was sent where no text was expected: a zip's beginning. */
const binary = new Uint8Array([
  0x50,
  0x4b,
  0x03,
  0x04,
  ...Array.from({ length: 60 }, (_, i) => (i * 37) % 256),
]);

const faults = [
  {
    source: 0,
    reasonCode: "invalid-value",
    path: "PID-7",
    recordKind: "ADT^A01",
    fault: "source",
    detail: "The birth date is no date. Correct it at the source and send the message again.",
  },
  {
    source: 0,
    reasonCode: "missing-person",
    path: "PID-3",
    recordKind: "ORU^R01",
    fault: "source",
    detail: "The message speaks of a person and names none.",
  },
  {
    source: 1,
    reasonCode: "missing-field",
    path: "Observation.code",
    recordKind: "Observation",
    fault: "source",
    detail:
      "The element is required by FHIR R4 and missing. Correct it at the source and send the resource again.",
  },
  {
    source: 1,
    reasonCode: "time-order",
    path: "Observation.effectiveDateTime",
    recordKind: "Observation",
    fault: "source",
    detail: "The observation was made before the person's birth.",
  },
  {
    source: 2,
    reasonCode: "invalid-value",
    path: "row 3, column birth_date",
    recordKind: "lab",
    fault: "source",
    detail: "The cell holds no date of the form that the mapping states.",
  },
  {
    source: 2,
    reasonCode: "syntax",
    path: "",
    recordKind: "file",
    fault: "caller",
    detail: "The bytes are no table: they begin like a ZIP archive.",
  },
  {
    source: 0,
    reasonCode: "parser-fault",
    path: "",
    recordKind: "MDM^T02",
    fault: "platform",
    detail: "The parser failed. The record is kept and will be replayed after the fix.",
  },
] as const;

export const quarantine: Schemas["QuarantinedRecord"][] = Array.from({ length: 73 }, (_, index) => {
  const fault = faults[(index * index) % faults.length]!;
  const source = sources[fault.source];
  const isBinary = fault.reasonCode === "syntax";
  const position = land(source, 9000 - index, fault.recordKind, "quarantined", isBinary ? binary : undefined);
  if (isBinary) entries.set(position, { ...entries.get(position)!, mediaType: "application/octet-stream" });
  return {
    position,
    recordNumber: fault.source === 2 && !isBinary ? 1 : 0,
    recordKind: fault.recordKind,
    source: source.name,
    receivedAt: entries.get(position)!.header.receivedAt,
    reasonCode: fault.reasonCode,
    path: fault.path,
    detail: fault.detail,
    fault: fault.fault,
    status: index === 70 ? "fixed" : index === 71 ? "discarded" : "open",
    decision:
      index === 70 || index === 71
        ? { position: `1:${9500 + index}`, by: "engineer", at: "2026-03-08T02:10:00Z", why: "与病案室核对" }
        : null,
    entryRecords: fault.source === 2 && !isBinary ? 3 : 1,
    format: source.format,
  };
});

function records(
  received: number,
  quarantined: number,
  duplicate: number,
  kept: number,
  superseded: number,
): Schemas["RecordCounts"] {
  const loaded = received - quarantined - duplicate - kept - superseded;
  return { received, loaded, kept, superseded, quarantined, duplicate, erased: 0 };
}

const counts = [
  records(184_220, 32, 1_204, 310, 96),
  records(52_418, 21, 87, 2_950, 41),
  records(961_337, 20, 5_012, 0, 0),
];

export function overview(isEmpty: boolean): Schemas["OverviewState"] {
  const none = records(0, 0, 0, 0, 0);
  if (isEmpty)
    return {
      persons: 0,
      visits: 0,
      rows: 0,
      records: none,
      tables: [],
      sources: [],
      landing: { end: "0:0", loadedThrough: "0:0", isCurrent: true },
    };
  const total = { ...none };
  for (const count of counts)
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += count[name];
  const tables = {
    measurement: 1_042_117,
    cn_source_person: 14_208,
    visit_occurrence: 61_502,
    condition_occurrence: 83_377,
    drug_exposure: 96_210,
    observation: 40_662,
    note: 12_870,
    procedure_occurrence: 9_418,
    cn_order: 30_551,
    cn_imaging_study: 4_120,
    cn_allergy: 1_033,
    death: 212,
  };
  return {
    persons: 13_902,
    visits: tables.visit_occurrence,
    rows: Object.values(tables).reduce((sum, rows) => sum + rows, 0),
    records: total,
    tables: Object.entries(tables).map(([table, rows]) => ({ table, rows })),
    sources: sources.map((source, index) => ({
      id: String(index + 1),
      name: source.name,
      displayName: source.displayName,
      channels: [source.channel],
      formats: [source.format],
      firstReceived: "2026-01-05T01:00:00Z",
      lastReceived: `2026-03-0${7 + index}T08:0${index}:12Z`,
      entries: [184_220, 9_120, 412][index]!,
      bytes: [231_000_000, 196_000_000, 88_400_000][index]!,
      records: counts[index]!,
    })),
    landing: { end: "1:193760", loadedThrough: "1:193752", isCurrent: false },
  };
}

interface Test {
  readonly code: string;
  readonly title: string;
  readonly unit: string;
  readonly range: readonly [number, number];
  readonly base: number;
  readonly spread: number;
}

const tests: readonly Test[] = [
  { code: "14749-6", title: "葡萄糖（空腹）", unit: "mmol/L", range: [3.9, 6.1], base: 6.4, spread: 2 },
  { code: "4548-4", title: "糖化血红蛋白", unit: "%", range: [4, 6], base: 6.8, spread: 1.4 },
  { code: "14682-9", title: "肌酐", unit: "μmol/L", range: [57, 97], base: 84, spread: 30 },
  { code: "8480-6", title: "收缩压", unit: "mmHg", range: [90, 139], base: 142, spread: 34 },
  { code: "2823-3", title: "钾", unit: "mmol/L", range: [3.5, 5.3], base: 4.3, spread: 1.8 },
];

const stories = [
  { title: "2 型糖尿病", code: "E11.900", kind: "condition", vocabulary: "ICD10" },
  { title: "原发性高血压", code: "I10.x00", kind: "condition", vocabulary: "ICD10" },
  { title: "二甲双胍片 0.5 g", code: "XA10BAE046A001010100483", kind: "drug", vocabulary: "医保药品" },
  { title: "氨氯地平片 5 mg", code: "XC08CAA112A001010103011", kind: "drug", vocabulary: "医保药品" },
  { title: "胸部 CT 平扫", code: "210300001", kind: "imaging", vocabulary: "诊疗项目" },
  { title: "流感疫苗", code: "88", kind: "immunisation", vocabulary: "CVX" },
  { title: "青霉素过敏", code: "91936005", kind: "allergy", vocabulary: "SNOMED" },
  { title: "冠状动脉造影术", code: "88.5500", kind: "procedure", vocabulary: "ICD9CM" },
] as const;

function flagOf(value: number, [low, high]: readonly [number, number]): string {
  if (value > high) return value > high * 1.35 ? "HH" : "H";
  if (value < low) return value < low * 0.8 ? "LL" : "L";
  return "N";
}

const blank = {
  end: null,
  precision: "second",
  unit: null,
  range: null,
  flag: null,
  status: null,
  text: null,
  value: null,
  visitId: null,
} as const;

/** A life of some number of entries over three institutions: yearly check-ups, clinic visits, and some stays. */
function lifeOf(personNumber: number, size: number): Entry[] {
  const random = numbers(personNumber);
  const life: Entry[] = [];
  let id = personNumber * 100_000;
  let at = Date.UTC(2026, 1, 20, 8);
  const wall = (time: number) => new Date(time).toISOString().slice(0, 19);
  while (life.length < size) {
    const source = sources[Math.floor(random() * 2)]!;
    const isStay = random() < 0.14;
    const start = at;
    const end = isStay ? start + (2 + Math.floor(random() * 9)) * 86_400_000 : start + 3_600_000;
    const origin = {
      source: source.name,
      sourceDisplayName: source.displayName,
      careSite: null,
      recordNumber: 0,
      mappingVersion: 1,
    };
    const visitId = String(++id);
    const place = (kind: string) => land(source, 100 + (id % 700), kind, "loaded");
    life.push({
      ...blank,
      ...origin,
      id: visitId,
      kind: "visit",
      title: isStay ? "住院 · 内分泌科" : "门诊 · 全科",
      code: isStay ? "I" : "O",
      vocabulary: "HL7 0004",
      start: wall(start),
      end: wall(end),
      visitId,
      position: place("ADT^A01"),
      status: isStay ? "discharged" : null,
    });
    const rounds = isStay ? 9 : 1;
    for (let round = 0; round < rounds; round++) {
      for (const test of tests) {
        const value = Number((test.base + (random() - 0.5) * test.spread).toPrecision(3));
        life.push({
          ...blank,
          ...origin,
          id: String(++id),
          kind: "measurement",
          title: test.title,
          code: test.code,
          vocabulary: "LOINC",
          start: wall(start + (round * 86_400_000) / 2 + 1_800_000),
          value: String(value),
          unit: test.unit,
          range: test.range.join("-"),
          flag: flagOf(value, test.range),
          visitId,
          position: place("ORU^R01"),
        });
      }
    }
    for (let told = 0; told < 2; told++) {
      const story = stories[Math.floor(random() * stories.length)]!;
      life.push({
        ...blank,
        ...origin,
        ...story,
        id: String(++id),
        start: wall(start + told * 600_000),
        visitId,
        position: place(story.kind),
      });
    }
    if (isStay)
      life.push({
        ...blank,
        ...origin,
        id: String(++id),
        kind: "note",
        title: "出院小结",
        code: null,
        vocabulary: null,
        start: wall(end - 7_200_000),
        visitId,
        position: place("MDM^T02"),
        text: "患者因血糖控制不佳入院，经调整降糖方案后好转。\n出院医嘱：规律服药，监测血糖，一月后复诊。（合成文本）",
      });
    if (random() < 0.3) {
      const lab = sources[2];
      const test = tests[Math.floor(random() * tests.length)]!;
      const value = Number((test.base + (random() - 0.5) * test.spread).toPrecision(3));
      life.push({
        ...blank,
        id: String(++id),
        kind: "measurement",
        title: test.title,
        code: test.code,
        vocabulary: "LOINC",
        source: lab.name,
        sourceDisplayName: lab.displayName,
        careSite: null,
        recordNumber: 1,
        mappingVersion: 1,
        start: wall(start - 10 * 86_400_000).slice(0, 10),
        precision: "day",
        value: String(value),
        unit: test.unit,
        range: test.range.join("-"),
        flag: flagOf(value, test.range),
        position: land(lab, 800 + (id % 90), "lab", "loaded"),
      });
    }
    at -= (4 + Math.floor(random() * 60)) * 86_400_000 * (size > 2000 ? 0.12 : 1);
  }
  return life.sort((a, b) => ((a.start ?? "") < (b.start ?? "") ? 1 : -1)).slice(0, size);
}

const lives = new Map<string, Entry[]>([
  ["1000001", lifeOf(1, 420)],
  ["1000002", lifeOf(2, 10_000)],
  ["1000003", []],
]);

export function timelines(personId: string): Entry[] {
  return lives.get(personId) ?? [];
}

/** National IDs of the mock carry the region code 999999, which no real one has. */
function person(
  personId: string,
  name: string,
  sex: string,
  birthDate: string,
  nationalId: string,
  deathDate: string | null = null,
): Schemas["PersonDetail"] {
  const kinds = new Map<string, number>();
  for (const { kind } of timelines(personId)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const identities = sources.map((source, index) => ({
    sourcePersonId: `${personId}${index}`,
    source: source.name,
    sourceDisplayName: source.displayName,
    sourceValue: `${["MR", "P-", "L"][index]}${personId.slice(-4)}`,
    name: index === 2 ? `${name[0]}${name.length > 2 ? `${name[1]}` : ""}*` : name,
    sex: index === 2 ? "unknown" : sex,
    birthDate: index === 1 ? birthDate.slice(0, 4) : birthDate,
    nationalId: index === 2 ? null : nationalId,
    phone: index === 0 ? "19900000000" : null,
    address: index === 1 ? "翠湖区和平路 1 号（合成）" : null,
    isActive: true,
    position: "1:100",
    recordNumber: 0,
  }));
  return {
    personId,
    requestedId: null,
    name,
    sex,
    birthDate,
    deathDate,
    identities,
    identifiers: [
      {
        sourcePersonId: `${personId}0`,
        source: sources[0].name,
        type: "MR",
        system: null,
        value: `MR${personId.slice(-4)}`,
        facility: sources[0].displayName,
      },
      {
        sourcePersonId: `${personId}0`,
        source: sources[0].name,
        type: "NI",
        system: null,
        value: nationalId,
        facility: "公安部",
      },
      {
        sourcePersonId: `${personId}1`,
        source: sources[1].name,
        type: "MR",
        system: "urn:oid:2.16.156.999999.2",
        value: `P-${personId.slice(-4)}`,
        facility: sources[1].displayName,
      },
      {
        sourcePersonId: `${personId}2`,
        source: sources[2].name,
        type: null,
        system: null,
        value: `L${personId.slice(-4)}`,
        facility: null,
      },
    ],
    kinds: [...kinds].map(([kind, count]) => ({ kind, count })),
  };
}

export const people = [
  person("1000001", "王素心", "female", "1957-04-12", "999999195704120028"),
  person("1000002", "王长安", "male", "1949-11-03", "99999919491103003X", "2026-02-21"),
  person("1000003", "赵新生", "male", "2025-08-30", "999999202508300019"),
];
