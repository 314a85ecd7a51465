import { describe, expect, it } from "vitest";
import { splitDelimited } from "../../bytes/table";
import { csvOf } from "./csv";

const columns = [
  { name: "name", type: "VARCHAR" },
  { name: "n", type: "BIGINT" },
];

describe("CSV", () => {
  it("begins with a byte order mark, ends lines with CRLF, and quotes what needs it (RFC 4180)", () => {
    const csv = csvOf({
      columns,
      rows: [
        ['王, "小明"', 1],
        ["a\nb", null],
      ],
    });
    expect(csv).toBe('\uFEFFname,n\r\n"王, ""小明""",1\r\n"a\nb",\r\n');
  });

  it("reads back as it was written", () => {
    const rows = [
      ['x"y', "1"],
      ["a,b\r\nc", "2"],
    ];
    expect(splitDelimited(csvOf({ columns, rows }).slice(1), ",").slice(1)).toEqual(rows);
  });

  it("does not hand a sender's text to a spreadsheet as a formula, and leaves numbers alone", () => {
    const csv = csvOf({
      columns,
      rows: [
        ["=HYPERLINK(1)", -5],
        ["-1.5e3", "+x"],
      ],
    });
    expect(csv).toContain("'=HYPERLINK(1),-5\r\n");
    expect(csv).toContain("-1.5e3,'+x\r\n");
  });
});
