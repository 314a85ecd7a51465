import type { SqlAnswer } from "../../api/api";

/** A value as it stands in a cell. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * Spreadsheets run a cell that begins with one of these as a formula, and the text may come from a sender
 * (OWASP, CSV injection). An apostrophe in front makes it text; numbers stay as they are.
 */
function defused(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The answer as CSV (RFC 4180) with a byte order mark, without which Excel reads Chinese as GBK. */
export function csvOf(answer: Pick<SqlAnswer, "columns" | "rows">): string {
  const lines = [
    answer.columns.map((column) => quoted(column.name)),
    ...answer.rows.map((row) => row.map((value) => quoted(defused(cellText(value))))),
  ];
  return `\uFEFF${lines.map((cells) => cells.join(",")).join("\r\n")}\r\n`;
}
