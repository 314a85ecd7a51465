import type { components } from "../../src/api/schema";

type Schemas = components["schemas"];
type Rows = Schemas["PackRows"];
type Column = Schemas["PackColumnView"];
type View = Schemas["PackViewView"];

const words = (zh: string, en: string) => ({ zh, en });
const none = words("", "");
const column = (name: string, type: string, zh: string, en: string, unit = none): Column => ({
  name,
  type,
  title: words(zh, en),
  unit,
});
const visits = words("人次", "visits");

const columns = {
  month: column("month", "date", "月份", "Month"),
  institution: column("institution", "text", "机构", "Institution"),
  outpatient: column("outpatient", "bigint", "门诊", "Outpatients", visits),
  admissions: column("admissions", "bigint", "入院", "Admissions", visits),
  occupancy: column("occupancy", "double", "床位使用率", "Occupancy", words("%", "%")),
  person: column("person_name", "text", "患者", "Patient"),
  days: column("days", "bigint", "住院日", "Days", words("天", "days")),
};

const tables: Record<
  string,
  { title: Schemas["TextView"]; columns: Column[]; rows: unknown[][]; stale?: string }
> = {
  now: {
    title: words("最近月份", "Last month"),
    columns: [columns.outpatient, columns.occupancy],
    rows: [[12_345, 87.5]],
  },
  monthly_visits: {
    title: words("每月业务量", "Volume per month"),
    columns: [columns.month, columns.institution, columns.outpatient, columns.admissions],
    rows: ["甲院", "乙院"].flatMap((institution, at) =>
      Array.from({ length: 12 }, (_, month) => [
        `2025-${String(month + 1).padStart(2, "0")}-01`,
        institution,
        900 + 40 * month + 300 * at,
        60 + 3 * month,
      ]),
    ),
  },
  stays: {
    title: words("住院", "Stays"),
    columns: [columns.institution, columns.person, columns.days],
    rows: Array.from({ length: 60 }, (_, at) => [at % 2 ? "甲院" : "乙院", "王*", 3 + (at % 9)]),
    stale: "The model stays failed: division by zero.",
  },
  empty: { title: words("空表", "Empty"), columns: [columns.month, columns.outpatient], rows: [] },
};

function view(part: Partial<View> & Pick<View, "id" | "title" | "kind" | "of">): View {
  return {
    x: null,
    y: [],
    series: null,
    value: null,
    band: [],
    columns: [],
    aggregate: "none",
    stacked: false,
    filters: [],
    sort: [],
    limit: null,
    drill: null,
    unit: none,
    explain: words("合成示例。", "A synthetic example."),
    target: null,
    places: null,
    width: 6,
    ...part,
  };
}

const institution = { column: "institution", kind: "choice", default: null };

const views: View[] = [
  view({
    id: "now",
    title: words("现状", "Now"),
    kind: "indicators",
    of: "now",
    columns: ["outpatient", "occupancy"],
  }),
  view({
    id: "volume",
    title: words("每月门诊", "Outpatients per month"),
    kind: "line",
    of: "monthly_visits",
    x: "month",
    y: ["outpatient"],
    series: "institution",
    filters: [institution, { column: "month", kind: "range", default: null }],
  }),
  view({
    id: "stays",
    title: words("住院明细", "Stays"),
    kind: "table",
    of: "stays",
    filters: [institution],
    drill: { to: "stays", by: [{ from: "institution", to: "institution" }] },
  }),
  view({
    id: "empty",
    title: words("无数据", "Nothing"),
    kind: "bar",
    of: "empty",
    x: "month",
    y: ["outpatient"],
  }),
];

const run: Schemas["PackRunView"] = {
  id: "3",
  status: "partial",
  by: "engineer",
  startedAt: "2026-01-31T02:00:00Z",
  endedAt: "2026-01-31T02:00:04Z",
  asOf: "2026-01-30",
  message: null,
  results: [
    { result: "monthly_visits", action: "computed", rows: 24, milliseconds: 12, message: null },
    { result: "stays", action: "failed", rows: null, milliseconds: 3, message: "division by zero" },
  ],
  rules: [{ rule: "long", found: 2 }],
};

const item: Schemas["PackItem"] = {
  id: "mock-operations",
  title: words("运营示例", "Operations (example)"),
  summary: words("业务量与床位。", "Volume and beds."),
  serves: [words("医院管理者", "Hospital managers")],
  version: "1.0.0",
  authority: ["三级医院评审标准（2022年版）"],
  state: "stale",
  views: views.length,
  alerts: 2,
  lastRun: run,
};

export const packs = (isEmpty: boolean): Schemas["PackItem"][] => (isEmpty ? [] : [item]);

export function pack(id: string): Schemas["PackDetail"] | null {
  if (id !== item.id) return null;
  return {
    pack: item,
    readme: "合成示例。",
    results: Object.entries(tables).map(([name, table]) => ({
      name,
      table: `pack_mock_operations.${name}`,
      title: table.title,
      grain: "one row per row",
      columns: table.columns,
      rows: table.rows.length,
      asOf: "2026-01-30",
      staleReason: table.stale ?? null,
    })),
    views,
    parameters: [],
    rules: [
      {
        id: "long",
        title: null,
        kind: "alert",
        of: "stays",
        severity: "warning",
        message: words("{institution} 住院 {days} 天", "{days} days in {institution}"),
        found: 2,
      },
      {
        id: "too-long",
        title: words("住院过长", "Long stays"),
        kind: "finding",
        of: "stays",
        severity: "critical",
        message: words(
          "{institution} 住院 {days} 天，超过常规",
          "{days} days in {institution}, longer than usual",
        ),
        found: 2,
      },
    ],
    faults: [],
  };
}

export const packRuns = [run];

export function packRows(request: Schemas["PackRowsRequest"]): Rows | null {
  const view = views.find((one) => one.id === request.view);
  const name = view?.of ?? (request.rule ? "stays" : request.result);
  const table = tables[name ?? ""];
  if (!table) return null;
  const at = (one: string) => table.columns.findIndex((each) => each.name === one);
  const kept = table.rows.filter((row) =>
    (request.filters ?? []).every(
      (filter) => !filter.values || filter.values.includes(row[at(filter.column)] as string),
    ),
  );
  const [offset, limit] = [request.offset ?? 0, request.limit ?? 1000];
  return {
    result: name!,
    columns: table.columns,
    rows: kept.slice(offset, offset + limit),
    isTruncated: kept.length > offset + limit,
    masked: table.columns.some((one) => one.name === "person_name") ? ["person_name"] : [],
    asOf: "2026-01-30",
    staleReason: table.stale ?? null,
    level: 3,
  };
}

export const packValues = ({ result, column: name }: Schemas["PackValuesRequest"]): unknown[] => {
  const table = tables[result];
  const at = table?.columns.findIndex((one) => one.name === name) ?? -1;
  return [...new Set(table?.rows.map((row) => row[at]) ?? [])];
};

type Finding = Schemas["PackFindingView"];

const following: Record<string, string[]> = {
  open: ["asked", "explained", "upheld", "dismissed"],
  asked: ["explained", "upheld", "dismissed"],
  upheld: ["recovered", "reopened", "dismissed"],
  dismissed: ["reopened"],
};

const findings: Finding[] = Array.from({ length: 26 }, (_, at) => ({
  id: String(at + 1),
  rule: "too-long",
  label: at % 5 ? `S${1000 + at}` : null,
  message:
    at % 7 === 6
      ? null
      : words(
          `${at % 2 ? "甲院" : "乙院"} 住院 ${3 + (at % 9)} 天，超过常规`,
          `${3 + (at % 9)} days in ${at % 2 ? "甲院" : "乙院"}, longer than usual`,
        ),
  ask: at % 2 ? "甲院" : "乙院",
  amount: 5200.5 - at * 100,
  recovered: null,
  state: "open",
  next: following.open!,
  assignee: null,
  dueOn: at % 4 ? "2026-02-28" : "2026-01-15",
  isOverdue: at % 4 === 0,
  firstSeen: "2026-01-10T02:00:00Z",
  lastSeen: "2026-01-30T02:00:00Z",
  goneAt: at % 7 === 6 ? "2026-01-30T02:00:00Z" : null,
}));
const said = new Map<string, Schemas["PackFindingEventView"][]>();

export function packFindings(request: Schemas["PackFindingsRequest"]): Schemas["PackFindingsAnswer"] {
  const kept = (without: string) =>
    findings.filter(
      (one) =>
        (without === "state" || !request.states?.length || request.states.includes(one.state)) &&
        (without === "ask" || !request.asks?.length || request.asks.includes(one.ask ?? "")) &&
        (!request.seen || (request.seen === "gone") === (one.goneAt !== null)) &&
        (!request.overdue || one.isOverdue),
    );
  const sums = (of: "state" | "rule" | "ask") => {
    const left = kept(of);
    return [...new Set(left.map((one) => one[of]))].map((name) => {
      const all = left.filter((one) => one[of] === name);
      return {
        of: name,
        count: all.length,
        amount: all.reduce((sum, one) => sum + (one.amount ?? 0), 0),
        recovered: 0,
      };
    });
  };
  const all = kept("");
  return {
    total: {
      of: null,
      count: all.length,
      amount: all.reduce((sum, one) => sum + (one.amount ?? 0), 0),
      recovered: 0,
    },
    byState: sums("state"),
    byRule: sums("rule"),
    byAsk: sums("ask"),
    findings: all.slice(request.offset ?? 0, (request.offset ?? 0) + (request.limit ?? 50)),
  };
}

export function packFinding(id: string): Schemas["PackFindingDetail"] | null {
  const finding = findings.find((one) => one.id === id);
  if (!finding) return null;
  const rows = (limit: number) =>
    packRows({ view: null, rule: null, result: "stays", filters: null, sort: null, offset: 0, limit });
  return {
    finding,
    row: finding.goneAt ? null : rows(1),
    evidence: finding.goneAt ? null : rows(12),
    events: [
      { at: finding.firstSeen, by: "run", kind: "found", words: "", state: "open", amount: null },
      ...(said.get(id) ?? []),
    ],
  };
}

export function changePackFindings(change: Schemas["PackFindingChangeRequest"]): void {
  for (const finding of findings.filter((one) => change.findings.includes(one.id))) {
    finding.state = change.state ?? finding.state;
    finding.next = following[finding.state] ?? [];
    finding.assignee = change.assignee ?? finding.assignee;
    said.set(finding.id, [
      ...(said.get(finding.id) ?? []),
      {
        at: "2026-01-31T02:00:00Z",
        by: "engineer",
        kind: change.state ? "state" : "comment",
        words: change.comment ?? "",
        state: finding.state,
        amount: null,
      },
    ]);
  }
}
