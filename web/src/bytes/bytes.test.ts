import { describe, expect, it } from "vitest";
import { show } from "./decode";
import { hexLines } from "./hex";
import { isFaultySegment, messageOf, parseHl7Place, splitHl7 } from "./hl7";
import { isFaultyLine, normaliseJsonPath, prettyJson } from "./json";
import { faultyColumn, sniffDelimiter, splitDelimited } from "./table";

const message =
  "MSH|^~\\&|HIS|A|||20240301||ADT^A01|1|P|2.5\rPID|1||0001^^^A||王^小明||19600520|M\rOBX|1|NM|GLU\rOBX|2|NM|K\r";

describe("HL7", () => {
  it("numbers fields as the standard does: MSH-1 is the separator and MSH-9 the message type", () => {
    const [msh, pid] = splitHl7(message);
    expect(msh?.fields[0]).toEqual({ number: 1, text: "|" });
    expect(msh?.fields.find((f) => f.number === 9)?.text).toBe("ADT^A01");
    expect(pid?.fields.find((f) => f.number === 7)?.text).toBe("19600520");
  });

  it("takes CR, LF and CRLF, and leaves out the MLLP frame", () => {
    const names = (text: string) => splitHl7(text).map((s) => s.name);
    expect(names(message.replaceAll("\r", "\n"))).toEqual(["MSH", "PID", "OBX", "OBX"]);
    expect(names(message.replaceAll("\r", "\r\n"))).toEqual(["MSH", "PID", "OBX", "OBX"]);
    expect(names(`\u000b${message}\u001c\r`)).toEqual(["MSH", "PID", "OBX", "OBX"]);
  });

  it("follows another separator", () => {
    const [, pid] = splitHl7("MSH#^~\\&#HIS\rPID#1##0001");
    expect(pid?.fields.find((f) => f.number === 3)?.text).toBe("0001");
  });

  it("takes one message out of a batch", () => {
    const batch = `FHS|^~\\&\rBHS|^~\\&\r${message}${message.replace("PID|1", "PID|2")}BTS|2\rFTS|1\r`;
    const second = messageOf(splitHl7(batch), 1);
    expect(second.map((s) => s.name)).toEqual(["MSH", "PID", "OBX", "OBX"]);
    expect(second[1]?.fields[0]?.text).toBe("2");
    expect(messageOf(splitHl7(message), 5)).toHaveLength(4);
  });

  it("finds the segment that a fault names, by occurrence where it is stated", () => {
    const segments = splitHl7(message);
    const faulty = (path: string) => segments.filter((s) => isFaultySegment(s, parseHl7Place(path)));
    expect(faulty("PID-7").map((s) => s.name)).toEqual(["PID"]);
    expect(faulty("OBX[2]-5").map((s) => s.occurrence)).toEqual([2]);
    expect(faulty("OBX-5").map((s) => s.occurrence)).toEqual([1]);
    expect(parseHl7Place("PID-3.4")).toEqual({ segment: "PID", occurrence: null, field: 3 });
    expect(parseHl7Place("birthDate")).toBeNull();
  });
});

describe("JSON", () => {
  it("is laid out without changing a digit", () => {
    const lines = prettyJson('{"a":1.50,"b":[9007199254740993,{"c":"x, \\"y\\""}],"d":{},"e":[]}');
    expect(lines?.map((l) => "  ".repeat(l.depth) + l.text)).toEqual([
      "{",
      '  "a": 1.50,',
      '  "b": [',
      "    9007199254740993,",
      "    {",
      '      "c": "x, \\"y\\""',
      "    }",
      "  ],",
      '  "d": {},',
      '  "e": []',
      "}",
    ]);
  });

  it("knows the path of each line", () => {
    const lines = prettyJson('{"name":[{"family":"王"},{"family":"李"}],"birthDate":"x"}');
    expect(lines?.filter((l) => l.path).map((l) => l.path)).toEqual([
      "name",
      "name[0]",
      "name[0].family",
      "name[1]",
      "name[1].family",
      "birthDate",
    ]);
  });

  it("that is not JSON is nothing", () => {
    expect(prettyJson('{"a":')).toBeNull();
  });

  it("finds the faulty line in every writing of a path", () => {
    const lines = prettyJson('{"name":[{"family":"王"}],"birthDate":"x"}') ?? [];
    const at = (path: string) =>
      lines.filter((l) => isFaultyLine(l, normaliseJsonPath(path))).map((l) => l.text);
    expect(at("Patient.birthDate")).toEqual(['"birthDate": "x"']);
    expect(at("$.birthDate")).toEqual(['"birthDate": "x"']);
    expect(at("/name/0/family")).toEqual(['"family": "王"']);
    expect(at("Patient.name.family")).toEqual(['"family": "王"']);
  });
});

describe("delimited text", () => {
  it("follows RFC 4180", () => {
    expect(splitDelimited('a,"b ""c"", d"\r\n"x\ny",\r\n', ",")).toEqual([
      ["a", 'b "c", d'],
      ["x\ny", ""],
    ]);
  });

  it("finds its delimiter", () => {
    expect(sniffDelimiter("a\tb\tc,d")).toBe("\t");
    expect(sniffDelimiter('"a;b;c",d')).toBe(",");
  });
});

describe("the faulty column of a table", () => {
  it("is found by name and by number", () => {
    expect(faultyColumn("row 12, column birth_date", ["id", "birth_date"])).toBe(1);
    expect(faultyColumn("row 12, column 2", null)).toBe(1);
    expect(faultyColumn("birth_date", ["id", "birth_date"])).toBe(1);
    expect(faultyColumn("row 12", ["id"])).toBeNull();
  });
});

describe("bytes", () => {
  it("that are no text are shown as hex, with what is printable beside it", () => {
    expect(hexLines(new Uint8Array([0x4d, 0x00]))).toEqual([
      { offset: "00000000", hex: "4d 00", ascii: "M." },
    ]);
    expect(hexLines(new Uint8Array(40), 32).map((l) => l.offset)).toEqual(["00000000", "00000010"]);
  });

  it("are shown by their media type, and by their look where that tells more", () => {
    expect(show(message, "application/octet-stream").as).toBe("hl7");
    expect(show('{"a":1}', "application/fhir+json").as).toBe("json");
    expect(show('{"a":', "application/fhir+json").as).toBe("text");
    expect(show("a,b", "text/csv").as).toBe("table");
  });
});
