/** One field of a segment: its number as HL7 counts (MSH-1 is the separator itself) and its text as sent. */
export interface Hl7Field {
  readonly number: number;
  readonly text: string;
}

/** One segment line. `occurrence` counts segments of the same name within the shown text, from 1. */
export interface Hl7Segment {
  readonly name: string;
  readonly occurrence: number;
  readonly separator: string;
  readonly fields: readonly Hl7Field[];
}

/** The place a fault names: "PID-7", "PID-3.4", "OBX[2]-5", "OBX(2)-5.1". */
export interface Hl7Place {
  readonly segment: string;
  readonly occurrence: number | null;
  readonly field: number | null;
}

const headers = new Set(["MSH", "FHS", "BHS"]);

/**
 * Splits a message or batch into segments and fields (HL7 v2.8.2 §2.5). Segments end with CR by the standard;
 * LF and CRLF are taken too, as senders of files do. The separator is read from each header segment.
 */
export function splitHl7(text: string): Hl7Segment[] {
  const seen = new Map<string, number>();
  const segments: Hl7Segment[] = [];
  let separator = "|";
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.replace(/^[\uFEFF\u000B]+/, "").replace(/\u001C$/, "");
    if (line === "") continue;
    const name = line.slice(0, 3);
    const isHeader = headers.has(name);
    if (isHeader) {
      separator = line.charAt(3) || separator;
      if (name === "MSH") seen.clear();
    }
    const occurrence = (seen.get(name) ?? 0) + 1;
    seen.set(name, occurrence);
    segments.push({ name, occurrence, separator, fields: fieldsOf(line, separator, isHeader) });
  }
  return segments;
}

function fieldsOf(line: string, separator: string, isHeader: boolean): Hl7Field[] {
  const parts = line.split(separator).slice(1);
  // In a header the first separator is field 1, so what follows it is field 2 (§2.14.9.1).
  const fields = parts.map((text, index) => ({ number: index + (isHeader ? 2 : 1), text }));
  return isHeader ? [{ number: 1, text: separator }, ...fields] : fields;
}

/** The segments of one message of a batch, counted from 0; a text of one message is that message. */
export function messageOf(segments: readonly Hl7Segment[], number: number): readonly Hl7Segment[] {
  const starts = segments.flatMap((segment, index) => (segment.name === "MSH" ? [index] : []));
  const start = starts[number];
  if (starts.length < 2 || start === undefined) return segments;
  const end = starts[number + 1] ?? segments.length;
  return segments.slice(start, end).filter((segment) => segment.name !== "BTS" && segment.name !== "FTS");
}

/** Reads the place out of a fault's path, or null where the path names no segment. */
export function parseHl7Place(path: string | null | undefined): Hl7Place | null {
  const match = /^([A-Z][A-Z0-9]{2})(?:[[(](\d+)[\])])?(?:[-.](\d+))?/.exec(path ?? "");
  if (!match) return null;
  return {
    segment: match[1]!,
    occurrence: match[2] ? Number(match[2]) : null,
    field: match[3] ? Number(match[3]) : null,
  };
}

/** True where the segment is the one a fault names; without an occurrence the first of that name is meant. */
export function isFaultySegment(segment: Hl7Segment, place: Hl7Place | null): boolean {
  return place !== null && segment.name === place.segment && segment.occurrence === (place.occurrence ?? 1);
}
