import type { PackRows } from "../../api/api";
import { csvOf } from "../sql/csv";

function save(blob: Blob, name: string) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** Rows as they are on the screen, masked where they are masked there. */
export const download = (answer: PackRows, name: string) =>
  save(new Blob([csvOf(answer)], { type: "text/csv;charset=utf-8" }), `${name}.csv`);

export const downloadPage = (html: string, name: string) =>
  save(new Blob([html], { type: "text/html;charset=utf-8" }), `${name}.html`);
