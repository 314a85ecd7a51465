import type { EntryBytes, QuarantinedRecord } from "../../api/api";
import { prettyJson } from "../../bytes/json";

/** Whether a record can be corrected as text: it stands alone, whole, and is text. */
export function isEditable(record: QuarantinedRecord, bytes: EntryBytes): boolean {
  const isAlone = bytes.recordNumber !== null || record.entryRecords <= 1;
  return isAlone && bytes.text !== null && !bytes.isTruncated && !bytes.isErased;
}

/** The text as it is edited: messages by segments, JSON by lines with its numbers as they were sent. */
export function editableText(bytes: EntryBytes): string {
  const text = (bytes.text ?? "").replace(/\r\n?/g, "\n");
  const lines = bytes.mediaType.includes("json") ? prettyJson(text) : null;
  return lines ? lines.map((line) => `${"  ".repeat(line.depth)}${line.text}`).join("\n") : text;
}
