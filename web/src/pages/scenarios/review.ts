import type { PackDetail } from "../../api/api";
import type { Language } from "../../i18n/language";
import type { Tone } from "./Mark";

const tones: Record<string, Tone> = {
  open: "warn",
  reopened: "warn",
  asked: "plain",
  explained: "plain",
  upheld: "bad",
  recovered: "good",
  dismissed: "plain",
};

export const findingTone = (state: string): Tone => tones[state] ?? "plain";

/** Money in yuan: whole from a thousand on, with fen below. */
export const yuan = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) >= 1000 ? 0 : 2 });

/** What a rule is called: its title; where it has none its message, with the titles of columns where their values would stand. */
export function ruleTitle(detail: PackDetail, id: string, language: Language): string {
  const rule = detail.rules.find((one) => one.id === id);
  if (rule?.title) return rule.title[language];
  const of = detail.results.find((one) => one.name === rule?.of);
  return (
    rule?.message[language].replace(
      /\{(\w+)\}/g,
      (_, name: string) => of?.columns.find((one) => one.name === name)?.title[language] ?? name,
    ) ?? id
  );
}
