/** Splits delimited text into rows (RFC 4180: quotes double inside quotes, line breaks may stand inside quotes). */
export function splitDelimited(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === delimiter) {
      row.push(cell);
      cell = "";
    } else if (c === "\n" || c === "\r") {
      if (c === "\r" && text[i + 1] === "\n") i++;
      row.push(cell);
      rows.push(row);
      row = [];
      cell = "";
    } else cell += c;
  }
  if (cell !== "" || row.length > 0) {
    row.push(cell);
    rows.push(row);
  }
  return rows;
}

/** The delimiter that occurs most often outside quotes in the first line; comma when none does. */
export function sniffDelimiter(text: string): string {
  const first = (text.split(/\r|\n/, 1)[0] ?? "").replace(/"[^"]*"/g, "");
  let best = ",";
  let most = 0;
  for (const candidate of [",", "\t", ";", "|"]) {
    const found = first.split(candidate).length - 1;
    if (found > most) {
      best = candidate;
      most = found;
    }
  }
  return best;
}

/** The column that a fault names: "row 12, column birth_date" or "row 12, column 3", counted from 1. */
export function faultyColumn(path: string | null, header: readonly string[] | null): number | null {
  const name = /column "?([^"]+?)"?\s*$/.exec(path ?? "")?.[1] ?? path;
  if (!name) return null;
  const named = header?.indexOf(name) ?? -1;
  if (named >= 0) return named;
  return /^\d+$/.test(name) ? Number(name) - 1 : null;
}
