import { describe, expect, it } from "vitest";
import type { EntryBytes, QuarantinedRecord } from "../../api/api";
import { editableText, isEditable } from "./editable";

const bytes = (part: Partial<EntryBytes>): EntryBytes => ({
  position: "1:1",
  recordNumber: 0,
  mediaType: "text/hl7v2",
  characterSet: "utf-8",
  text: "MSH|^~\\&|\rPID|1\r",
  sizeBytes: 20,
  isTruncated: false,
  isErased: false,
  ...part,
});
const record = (entryRecords: number) => ({ entryRecords }) as QuarantinedRecord;

describe("a record to be corrected", () => {
  it("is shown by segments", () => {
    expect(editableText(bytes({}))).toBe("MSH|^~\\&|\nPID|1\n");
  });

  it("is shown by lines where it is JSON, with the digits that were sent", () => {
    const text = editableText(bytes({ mediaType: "application/fhir+json", text: '{"id":"a","value":1.50}' }));
    expect(text).toBe('{\n  "id": "a",\n  "value": 1.50\n}');
  });

  it("stands alone, whole, and is text", () => {
    expect(isEditable(record(5), bytes({}))).toBe(true);
    expect(isEditable(record(1), bytes({ recordNumber: null }))).toBe(true);
    expect(isEditable(record(5), bytes({ recordNumber: null }))).toBe(false);
    expect(isEditable(record(1), bytes({ text: null }))).toBe(false);
    expect(isEditable(record(1), bytes({ isTruncated: true }))).toBe(false);
  });
});
