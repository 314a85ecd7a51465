import { Button } from "antd";
import { type Problem, ProblemError } from "../api/problem";
import { useText } from "../i18n/language";

type Shown = Problem | "network" | "unreadable" | "crashed";

/** Turns whatever a query threw into what can be shown. */
export function shownProblem(error: unknown): Shown {
  return error instanceof ProblemError ? error.problem : "network";
}

/** An error as Suwen tells it: who is at fault, what, where, and what to do. */
export function ProblemView({ problem, onRetry }: { problem: Shown; onRetry?: () => void }) {
  const text = useText();
  const t = text.problem;
  const known = typeof problem === "string" ? null : problem;
  const what =
    known?.what ?? (problem === "network" ? t.network : problem === "unreadable" ? t.unreadable : t.crashed);
  const toDo =
    known?.whatToDo ??
    (problem === "network" ? t.networkToDo : problem === "unreadable" ? t.unreadableToDo : t.crashedToDo);
  return (
    <section className="problem" role="alert">
      <h2>{known?.title || t.title}</h2>
      <p>{what}</p>
      <dl>
        {known?.who && (
          <>
            <dt>{t.whoLabel}</dt>
            <dd>{t.who[known.who] ?? known.who}</dd>
          </>
        )}
        {known?.where && (
          <>
            <dt>{t.where}</dt>
            <dd className="mono">{known.where}</dd>
          </>
        )}
        <dt>{t.whatToDo}</dt>
        <dd>{toDo}</dd>
      </dl>
      {onRetry && <Button onClick={onRetry}>{t.retry}</Button>}
    </section>
  );
}
