import type { ReactNode } from "react";

export type Tone = "good" | "plain" | "warn" | "bad";

/** A word about a state, in colours whose contrast is enough (WCAG 2.2 §1.4.3), which Ant Design's gold has not. */
export function Mark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`pack-mark ${tone}`}>{children}</span>;
}
