import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Tag } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import {
  type ClinicalSummary,
  confirmIdentityCase,
  decideIdentityCase,
  getIdentityCase,
  type IdentityCaseDetail,
  undoIdentityCase,
} from "../../api/api";
import { useSession } from "../../app/session";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { ClusterView } from "./ClusterView";
import { Reasons } from "./Reasons";

function Summary({ summary }: { summary: ClinicalSummary }) {
  const t = useText().identities;
  return (
    <>
      <div className="number">{t.visits(count(summary.visits))}</div>
      {summary.firstVisit && (
        <div className="soft small number">
          {summary.firstVisit} – {summary.lastVisit}
        </div>
      )}
      <div className="soft small number">{t.results(count(summary.measurements), count(summary.drugs))}</div>
      {summary.diagnoses.map((diagnosis) => (
        <div key={diagnosis} className="small">
          {diagnosis}
        </div>
      ))}
    </>
  );
}

function SideBySide({ detail }: { detail: IdentityCaseDetail }) {
  const t = useText().identities;
  const text = useText();
  const shown = (field: string, value?: string | null) =>
    value == null
      ? "—"
      : field === "sex"
        ? (text.person.sex[value] ?? value)
        : field === "deceased"
          ? (t.answers[value] ?? value)
          : value;
  return (
    <table className="side-by-side">
      <thead>
        <tr>
          <th scope="col" aria-label={t.field} />
          {[detail.case.left, detail.case.right].map((person) => (
            <th scope="col" key={person.sourcePersonId}>
              {person.sourceDisplayName}
              <div className="soft small mono">{person.recordNo}</div>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {detail.fields.map((field) => (
          <tr key={field.field} className={`agreement-${field.agreement}`}>
            <th scope="row">
              {t.fields[field.field] ?? field.field}
              <div className="agreement small">{t.agreements[field.agreement] ?? field.agreement}</div>
            </th>
            <td>{shown(field.field, field.left)}</td>
            <td>{shown(field.field, field.right)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{t.clinical}</th>
          <td>
            <Summary summary={detail.leftSummary} />
            <Link to={`/persons/${detail.case.left.personId}`}>{t.openPerson}</Link>
          </td>
          <td>
            <Summary summary={detail.rightSummary} />
            <Link to={`/persons/${detail.case.right.personId}`}>{t.openPerson}</Link>
          </td>
        </tr>
      </tbody>
    </table>
  );
}

type Word = "same" | "different" | "unsure" | "confirm" | "refuse" | "undo";

const send = (id: string, word: Word, why: string) =>
  word === "undo"
    ? undoIdentityCase(id, why)
    : word === "confirm" || word === "refuse"
      ? confirmIdentityCase(id, word === "confirm", why)
      : decideIdentityCase(id, word, why);

function Deciding({ detail }: { detail: IdentityCaseDetail }) {
  const t = useText().identities;
  const session = useSession();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const { case: item } = detail;
  const decide = useMutation({
    mutationFn: (word: Word) => send(item.id, word, why),
    onSuccess: (after) => {
      queries.setQueryData(["identity-case", item.id], after);
      void queries.invalidateQueries({ queryKey: ["identity-cases"] });
      void queries.invalidateQueries({ queryKey: ["index-state"] });
      void queries.invalidateQueries({ queryKey: ["identity-cluster"] });
      setWhy("");
      void message.success(t.statuses[after.case.status] ?? after.case.status);
    },
  });
  const words: Word[] =
    item.status === "decided"
      ? ["undo"]
      : item.status === "proposed"
        ? item.decidedBy === session.name
          ? ["refuse"]
          : ["confirm", "refuse"]
        : ["same", "different", "unsure"];
  return (
    <section className="deciding">
      {item.needsTwo && item.status !== "decided" && <p className="soft">{t.twoHint}</p>}
      {item.status === "proposed" && item.decidedBy === session.name && (
        <p className="soft">{t.ownProposal}</p>
      )}
      <label className="why">
        <span>{t.why}</span>
        <Input value={why} maxLength={500} onChange={(event) => setWhy(event.target.value)} />
        <span className="soft small">{t.whyHint}</span>
      </label>
      <div className="actions">
        {words.map((word) => (
          <Button
            key={word}
            type={word === "same" || word === "confirm" ? "primary" : "default"}
            danger={word === "different"}
            disabled={why.trim() === "" || decide.isPending}
            loading={decide.isPending && decide.variables === word}
            onClick={() => decide.mutate(word)}
          >
            {t.actions[word]}
          </Button>
        ))}
      </div>
      {decide.error && <ProblemView problem={shownProblem(decide.error)} />}
    </section>
  );
}

function Steps({ detail }: { detail: IdentityCaseDetail }) {
  const t = useText().identities;
  if (detail.steps.length === 0) return null;
  return (
    <section>
      <h3>{t.history}</h3>
      <ol className="steps">
        {detail.steps.map((step) => (
          <li key={`${step.at}${step.step}`}>
            <strong>{t.steps[step.step] ?? step.step}</strong>{" "}
            <span className="soft">
              {step.by} · {instant(step.at).slice(0, 16)}
              {step.position && <span className="mono"> · {step.position}</span>}
            </span>
            {step.why && <p>{step.why}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function CaseView({ id, onOpenCase }: { id: string; onOpenCase: (id: string) => void }) {
  const t = useText().identities;
  const found = useQuery({ queryKey: ["identity-case", id], queryFn: () => getIdentityCase(id) });
  if (found.isPending) return <Waiting lines={8} />;
  if (found.error) return <ProblemView problem={shownProblem(found.error)} onRetry={() => found.refetch()} />;
  const detail = found.data;
  const { case: item } = detail;
  return (
    <div className="case-view">
      <p>
        <Tag variant="filled">{t.kinds[item.kind] ?? item.kind}</Tag>
        <Tag variant="filled">{t.statuses[item.status] ?? item.status}</Tag>
        {item.weight !== 0 && (
          <span className="soft small number">
            {t.weight} {item.weight.toFixed(1)} · {(100 * item.probability).toFixed(1)} %
          </span>
        )}
      </p>
      <p className="soft">{t.kindHints[item.kind]}</p>
      <Reasons reasons={item.reasons} />
      <SideBySide detail={detail} />
      <Deciding detail={detail} />
      <Steps detail={detail} />
      {[...new Set([item.left.personId, item.right.personId])].map((person) => (
        <ClusterView key={person} personId={person} onOpenCase={onOpenCase} />
      ))}
    </div>
  );
}
