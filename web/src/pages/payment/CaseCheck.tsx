import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Input, Tag } from "antd";
import { useState } from "react";
import { checkPayment, type PaymentCheck, type PaymentChoice, tryCodes } from "../../api/api";
import { useLanguage, useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { Evidence, Findings } from "./Findings";
import { GroupCard } from "./GroupCard";
import { codesOf, difference, reasonIn, yuan } from "./money";

function Choice({ choice }: { choice: PaymentChoice }) {
  const t = useText().payment;
  const { language } = useLanguage();
  return (
    <li className={choice.kind}>
      <span>
        {t.choiceKinds[choice.kind] ?? choice.kind}{" "}
        {choice.code && <span className="mono">{choice.code}</span>}
        <span className="soft small"> {t.complications[choice.name ?? ""] ?? choice.name ?? ""}</span>
      </span>
      <span>
        <span className="mono">{choice.group.drg}</span>{" "}
        {choice.group.drgTitle ?? reasonIn(language, choice.group.reason)}
      </span>
      <span className="number">
        {yuan(choice.group.payment)}
        {choice.kind !== "current" && choice.difference !== null && (
          <span className="soft small"> {yuan(choice.difference, true)}</span>
        )}
      </span>
      {choice.kind !== "current" && (
        <div className="shown">
          <Tag variant="filled" className={`tag-${choice.support}`}>
            {t.supports[choice.support] ?? choice.support}
          </Tag>
          {choice.support !== "not-judged" && <Evidence rows={choice.evidence} />}
        </div>
      )}
    </li>
  );
}

function Path({ check }: { check: PaymentCheck }) {
  const t = useText().payment;
  return (
    <ol className="path">
      {check.path
        .filter((step) => step.code || step.why)
        .map((step, i) => (
          // Steps have no name of their own and never change their order.
          <li key={i}>
            <span className="soft small">{t.steps[step.step] ?? step.step}</span>{" "}
            <span className="mono">{step.code}</span> {step.title ?? ""}
            {step.why && <span className="soft small"> {step.why}</span>}
          </li>
        ))}
    </ol>
  );
}

function TryCodes({ stayId, check }: { stayId: string; check: PaymentCheck }) {
  const t = useText().payment;
  const [diagnoses, setDiagnoses] = useState(check.diagnoses.map((d) => d.code).join("\n"));
  const [procedures, setProcedures] = useState(check.procedures.map((p) => p.code).join("\n"));
  const attempt = useMutation({
    mutationFn: () => tryCodes(stayId, codesOf(diagnoses), codesOf(procedures)),
  });
  return (
    <div className="try">
      <p className="soft small">{t.tryLead}</p>
      <div className="try-fields">
        <label>
          {t.diagnoses}
          <Input.TextArea rows={5} value={diagnoses} onChange={(e) => setDiagnoses(e.target.value)} />
        </label>
        <label>
          {t.procedures}
          <Input.TextArea rows={5} value={procedures} onChange={(e) => setProcedures(e.target.value)} />
        </label>
      </div>
      <p>
        <Button type="primary" loading={attempt.isPending} onClick={() => attempt.mutate()}>
          {t.tryNow}
        </Button>
      </p>
      {attempt.isError && <ProblemView problem={shownProblem(attempt.error)} />}
      {attempt.data && (
        <div aria-live="polite">
          <GroupCard group={attempt.data.after} cost={check.cost} />
          <p className="soft">
            {t.againstNow} {yuan(difference(attempt.data.after.payment, attempt.data.before.payment), true)}
          </p>
          <Findings findings={attempt.data.findings} />
        </div>
      )}
    </div>
  );
}

/** One stay before settlement: group and money, what was found, ways to code it with their evidence, and a place to try others. */
export function CaseCheck({ stayId }: { stayId: string }) {
  const t = useText().payment;
  const query = useQuery({ queryKey: ["payment", stayId], queryFn: () => checkPayment(stayId) });
  if (query.isError)
    return <ProblemView problem={shownProblem(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Waiting />;
  const check = query.data;
  return (
    <div className="payment-case">
      <GroupCard group={check.group} cost={check.cost} />
      {check.score !== null && (
        <p className="soft">
          {t.score} <strong>{check.score}</strong> / 100
        </p>
      )}
      <section>
        <h2>{t.codes}</h2>
        <ul className="path">
          {check.diagnoses.map((each, i) => (
            <li key={each.code}>
              <span className="soft small">{i === 0 ? t.main : t.other}</span>{" "}
              <span className="mono">{each.code}</span> {each.name ?? ""}
            </li>
          ))}
          {check.procedures.map((each) => (
            <li key={each.code}>
              <span className="soft small">{t.procedure}</span> <span className="mono">{each.code}</span>{" "}
              {each.name ?? ""}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{t.findings}</h2>
        {!check.hasRecord && <p className="soft">{t.noRecord}</p>}
        <Findings findings={check.findings} />
      </section>
      <section>
        <h2>{t.choices}</h2>
        <p className="soft small">{t.choicesLead}</p>
        <ul className="choices">
          {check.choices.map((choice) => (
            <Choice key={`${choice.kind} ${choice.code}`} choice={choice} />
          ))}
        </ul>
      </section>
      <section>
        <h2>{t.try}</h2>
        <TryCodes stayId={stayId} check={check} />
      </section>
      <section>
        <h2>{t.path}</h2>
        <Path check={check} />
      </section>
    </div>
  );
}
