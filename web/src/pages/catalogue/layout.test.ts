import { describe, expect, it } from "vitest";
import type { LineageAnswer } from "../../api/api";
import { layOut } from "./layout";
import { branches } from "./tree";

const place = (name: string) => ({ name, kind: "column", owner: "", field: "" });
const step = (from: string, to: string) => ({ from, to, relation: "value", evidence: "sql" });

describe("the picture of lineage", () => {
  const answer: LineageAnswer = {
    of: place("cdr.m.v"),
    places: [],
    upstream: [step("s/hl7v2/ORU^R01#OBX-5.1", "cdr.m.v"), step("a.b.c", "s/hl7v2/ORU^R01#OBX-5.1")],
    downstream: [step("cdr.m.v", "cdm.m.v"), step("cdr.m.v", "screen:x.y")],
    isTruncated: false,
  };

  it("puts what comes before to the left and what comes after to the right", () => {
    expect(Object.fromEntries(layOut(answer).map((p) => [p.name, p.column]))).toEqual({
      "cdr.m.v": 0,
      "s/hl7v2/ORU^R01#OBX-5.1": -1,
      "a.b.c": -2,
      "cdm.m.v": 1,
      "screen:x.y": 1,
    });
  });

  it("names a field first and its owner below", () => {
    expect(layOut(answer).find((p) => p.column === -1)?.label).toBe("OBX-5.1\ns/hl7v2/ORU^R01");
    expect(layOut(answer).find((p) => p.column === 0)?.label).toBe("v\ncdr.m");
  });
});

describe("the tree of categories", () => {
  it("hangs each category under its parent", () => {
    const category = (code: string, parent: string | null) => ({
      code,
      parent,
      level: code.length / 2,
      nameZh: code,
      nameEn: code,
      resources: 1,
    });
    const roots = branches(
      [category("01", null), category("0101", "01"), category("02", null)],
      (c) => c.code,
    );
    expect(roots.map((r) => [r.key, r.children.map((c) => c.key)])).toEqual([
      ["01", ["0101"]],
      ["02", []],
    ]);
  });
});
