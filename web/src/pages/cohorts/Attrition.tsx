import type { CohortAnswer } from "../../api/api";
import { useText } from "../../i18n/language";

const shown = (number: number | null, least: number | null) =>
  number === null ? `<${least ?? ""}` : number.toLocaleString("en-US");

/** What each step left, with a bar for the share of those who entered. */
export function Attrition({ answer, busy }: { answer: CohortAnswer; busy: boolean }) {
  const t = useText().cohorts;
  const all = Math.max(1, answer.attrition[0]?.persons ?? 1);
  const least = answer.leastShown;
  return (
    <div aria-busy={busy}>
      <p className="cohort-total" role="status">
        <b className="number">{shown(answer.persons, least)}</b> {t.persons} ·{" "}
        <span className="number">{shown(answer.memberships, least)}</span> {t.memberships}
        <span className="soft"> · {t.took(Math.round(answer.elapsedMilliseconds))}</span>
      </p>
      <table className="attrition">
        <thead>
          <tr>
            <th scope="col">{t.step}</th>
            <th scope="col" className="right">
              {t.persons}
            </th>
            <th scope="col" className="right">
              {t.lostAlone}
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.attrition.map((step, index) => (
            // Two rules can have one name, and steps do not move.
            <tr key={index}>
              <th scope="row">
                {step.kind === "rule" ? step.name : t.steps[step.kind as keyof typeof t.steps]}
                <span
                  className="bar"
                  style={{ width: `${(100 * (step.persons ?? 0)) / all}%` }}
                  aria-hidden
                />
              </th>
              <td className="right number">{shown(step.persons, least)}</td>
              <td className="right number">
                {step.kind === "rule" ? shown(step.personsLostByItAlone, least) : ""}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {answer.notes.map((note) => (
        <p key={note} className="cohort-note">
          {note}
        </p>
      ))}
      {least !== null && <p className="soft">{t.suppressed(least)}</p>}
    </div>
  );
}
