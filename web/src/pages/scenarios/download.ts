import type { PackRows } from "../../api/api";
import { save } from "../../ui/save";
import { csvOf } from "../sql/csv";

/** Rows as they are on the screen, masked where they are masked there. */
export const download = (answer: PackRows, name: string) =>
  save(new Blob([csvOf(answer)], { type: "text/csv;charset=utf-8" }), `${name}.csv`);

export const downloadPage = (html: string, name: string) =>
  save(new Blob([html], { type: "text/html;charset=utf-8" }), `${name}.html`);
