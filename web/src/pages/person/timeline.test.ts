import { describe, expect, it } from "vitest";
import type { TimelineEntry } from "../../api/api";
import {
  boundsOf,
  filterEntries,
  flagTone,
  groupEntries,
  lanesOf,
  linesOf,
  numberOf,
  seriesOf,
  statusKey,
  type TimelineFilter,
} from "./timeline";

function entry(part: Partial<TimelineEntry> & { id: string }): TimelineEntry {
  return {
    kind: "measurement",
    start: "2024-03-02T08:00:00",
    end: null,
    precision: "minute",
    title: "葡萄糖",
    code: "GLU",
    vocabulary: "local",
    value: "5.6",
    unit: "mmol/L",
    range: "3.9-6.1",
    flag: null,
    status: null,
    text: null,
    visitId: null,
    source: "a",
    sourceDisplayName: "甲医院",
    careSite: null,
    position: "1:1",
    recordNumber: 0,
    mappingVersion: 1,
    ...part,
  };
}

const stay = entry({
  id: "7",
  kind: "visit",
  title: "住院",
  start: "2024-03-01T10:00:00",
  end: "2024-03-05T09:00:00",
  value: null,
});
const everything: TimelineFilter = { kinds: new Set(), words: "", from: null, to: null };

describe("groups", () => {
  it("hold a visit with what names it, newest first", () => {
    const groups = groupEntries([
      stay,
      entry({ id: "1", visitId: "7", start: "2024-03-01T11:00:00" }),
      entry({ id: "2", visitId: "7", start: "2024-03-04T07:00:00" }),
    ]);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.visit?.id).toBe("7");
    expect(groups[0]?.entries.map((e) => e.id)).toEqual(["2", "1"]);
  });

  it("hold what is outside a visit by day and institution", () => {
    const groups = groupEntries([
      entry({ id: "1", start: "2024-05-01T08:00:00" }),
      entry({ id: "2", start: "2024-05-01T09:00:00" }),
      entry({ id: "3", start: "2024-05-01T09:00:00", sourceDisplayName: "乙诊所" }),
      entry({ id: "4", start: "2024-05-02" }),
    ]);
    expect(groups.map((g) => [g.start, g.entries.length])).toEqual([
      ["2024-05-02", 1],
      ["2024-05-01", 1],
      ["2024-05-01", 2],
    ]);
  });

  it("keep an entry whose visit is not known, and put what has no time last", () => {
    const groups = groupEntries([entry({ id: "1", start: null }), entry({ id: "2", visitId: "99" }), stay]);
    expect(groups.map((g) => g.visit?.id ?? g.entries[0]?.id)).toEqual(["2", "7", "1"]);
  });

  it("lose no entry and double none, and a visit of the same id as another kind is not mixed up", () => {
    const entries = [
      stay,
      entry({ id: "7", kind: "condition", visitId: "7" }),
      entry({ id: "7", visitId: "7" }),
    ];
    const lines = linesOf(groupEntries(entries), new Set());
    expect(lines.map((line) => line.type)).toEqual(["group", "entry", "entry"]);
    expect(new Set(lines.map((line) => line.key)).size).toBe(3);
  });

  it("closed show their head alone; a new day inside a stay is marked", () => {
    const groups = groupEntries([
      stay,
      entry({ id: "1", visitId: "7" }),
      entry({ id: "2", visitId: "7", start: "2024-03-02T06:00:00" }),
    ]);
    expect(linesOf(groups, new Set(["visit/7"]))).toHaveLength(1);
    const days = linesOf(groups, new Set()).map((line) => line.type === "entry" && line.isNewDay);
    expect(days).toEqual([false, true, false]);
  });
});

describe("filters", () => {
  const one = entry({ id: "1" });

  it("by period let a stay through that overlaps it", () => {
    expect(filterEntries([stay], { ...everything, from: "2024-03-04", to: "2024-03-31" })).toHaveLength(1);
    expect(filterEntries([stay], { ...everything, from: "2024-03-06" })).toHaveLength(0);
    expect(filterEntries([one], { ...everything, from: "2024-03-02", to: "2024-03-02" })).toHaveLength(1);
  });

  it("by words need every word, in title, code, value, text or institution", () => {
    expect(filterEntries([one], { ...everything, words: "葡萄 glu" })).toHaveLength(1);
    expect(filterEntries([one], { ...everything, words: "葡萄 肌酐" })).toHaveLength(0);
    expect(filterEntries([one], { ...everything, words: "甲医院" })).toHaveLength(1);
  });

  it("by kind show the chosen kinds, and all when none is chosen", () => {
    expect(filterEntries([one, stay], { ...everything, kinds: new Set(["visit"]) })).toEqual([stay]);
    expect(filterEntries([one, stay], everything)).toHaveLength(2);
  });
});

describe("results", () => {
  it("are numbers only when they are plain numbers", () => {
    expect(numberOf("5.60")).toBe(5.6);
    expect(numberOf("-1.2e3")).toBe(-1200);
    expect(numberOf("<0.1")).toBeNull();
    expect(numberOf("阳性")).toBeNull();
    expect(numberOf("")).toBeNull();
    expect(numberOf(null)).toBeNull();
  });

  it("make a series only with the same code and unit, in order of time", () => {
    const series = seriesOf([
      entry({ id: "1", start: "2024-03-03T08:00:00", value: "6" }),
      entry({ id: "2", start: "2024-03-01T08:00:00", value: "5" }),
      entry({ id: "3", unit: "mg/dL", value: "100" }),
      entry({ id: "4", value: "阴性" }),
    ]);
    expect([...series.values()].map((points) => points.map((p) => p.value))).toEqual([[5, 6], [100]]);
  });

  it("have bounds in every usual writing", () => {
    expect(boundsOf("3.9-6.1")).toEqual({ low: 3.9, high: 6.1 });
    expect(boundsOf("3.9～6.1 mmol/L")).toEqual({ low: 3.9, high: 6.1 });
    expect(boundsOf("<5.2")).toEqual({ low: null, high: 5.2 });
    expect(boundsOf(">=1.0")).toEqual({ low: 1, high: null });
    expect(boundsOf("阴性")).toEqual({ low: null, high: null });
  });

  it("are flagged as HL7 table 0078 says", () => {
    expect(["H", "HH", "L", "LL", "A", "N", null].map(flagTone)).toEqual([
      "high",
      "critical",
      "low",
      "critical",
      "abnormal",
      null,
      null,
    ]);
  });
});

describe("lanes", () => {
  it("are the institutions by number of entries; beyond the limit they share one", () => {
    const of = (name: string, n: number) =>
      Array.from({ length: n }, (_, i) => entry({ id: `${name}${i}`, sourceDisplayName: name }));
    const lanes = lanesOf([...of("丙", 1), ...of("甲", 3), ...of("乙", 2), ...of("丁", 1)], 3, "其他");
    expect(lanes.map((lane) => lane.institution)).toEqual(["甲", "乙", "其他"]);
    expect(lanes[0]?.days).toEqual([Date.UTC(2024, 2, 2)]);
  });
});

describe("what a hospital sends", () => {
  it("stays in its visit when a filter hides the visit itself", () => {
    const result = entry({ id: "1", visitId: "7" });
    const groups = groupEntries([result], [stay, result]);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.visit?.id).toBe("7");
    expect(groups[0]?.entries).toEqual([result]);
  });

  it("has one curve of pressure, though one sender writes mmHg and another mm[Hg] (UCUM)", () => {
    const series = seriesOf([
      entry({ id: "1", code: "8480-6", unit: "mmHg", value: "126" }),
      entry({ id: "2", code: "8480-6", unit: "mm[Hg]", value: "132" }),
    ]);
    expect([...series.values()].map((points) => points.length)).toEqual([2]);
  });

  it("is drawn by institution, and by place of care where one system sends for all", () => {
    const here = entry({ id: "1", careSite: "骨科" });
    const there = entry({ id: "2", source: "b", sourceDisplayName: "乙医院", careSite: "儿科" });
    expect(lanesOf([here, there], 8, "其他").map((lane) => lane.institution)).toEqual(["乙医院", "甲医院"]);
    expect(lanesOf([here], 8, "其他").map((lane) => lane.institution)).toEqual(["骨科"]);
  });

  it("is not pressed together by a registration of long ago", () => {
    const lanes = lanesOf(
      [entry({ id: "1" }), entry({ id: "2", kind: "health-record", start: "2009-01-01" })],
      8,
      "其他",
    );
    expect(lanes[0]?.days).toEqual([Date.UTC(2024, 2, 2)]);
  });

  it("names a diagnosis final and a result final by different keys (HL7 tables 0052 and 0085)", () => {
    expect(statusKey("condition", "F")).toBe("diagnosis-F");
    expect(statusKey("measurement", "F")).toBe("F");
  });
});
