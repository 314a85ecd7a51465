import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { checkCohort, countCohort, getCohortDomains } from "../../api/api";
import { useText } from "../../i18n/language";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Attrition } from "./Attrition";
import { BuilderForm } from "./BuilderForm";
import { type Cohort, emptyCohort, isReady, yamlOf } from "./builder";
import { SavedCohorts } from "./SavedCohorts";
import "./cohorts.css";

/** Counting waits for a pause of the hand. */
const pauseMilliseconds = 350;

/** Builds a cohort, and counts it as it is built. */
export default function CohortsPage() {
  const t = useText().cohorts;
  const [mode, setMode] = useState<"form" | "text">("form");
  const [cohort, setCohort] = useState<Cohort>(emptyCohort);
  const [text, setText] = useState("");
  const running = useRef<AbortController | null>(null);
  const domains = useQuery({
    queryKey: ["cohort-domains"],
    queryFn: getCohortDomains,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const definition = mode === "form" ? yamlOf(cohort) : text;
  const ready = mode === "text" ? text.trim().length > 0 : isReady(cohort);
  const counting = useMutation({
    mutationFn: (asked: string) => {
      // A new count ends the one before it, also on the server.
      running.current?.abort();
      running.current = new AbortController();
      return countCohort(asked, running.current.signal);
    },
  });
  const checking = useMutation({
    mutationFn: checkCohort,
    onSuccess: (check) => check.yaml && setText(check.yaml),
  });
  const count = counting.mutate;
  useEffect(() => {
    if (!ready) return;
    const timer = setTimeout(() => count(definition), pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [definition, ready, count]);
  useEffect(() => () => running.current?.abort(), []);
  const stopped = counting.error instanceof DOMException && counting.error.name === "AbortError";
  const isJson = text.trimStart().startsWith("{");

  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        <Segmented<"form" | "text">
          value={mode}
          onChange={(value) => {
            if (value === "text") setText(yamlOf(cohort));
            setMode(value);
          }}
          options={[
            { value: "form", label: t.form },
            { value: "text", label: t.text },
          ]}
        />
      </PageHead>
      <div className="cohorts">
        <section className="panel" aria-label={t.definition}>
          <SavedCohorts
            definition={definition}
            ready={ready}
            name={mode === "form" ? cohort.name : null}
            onName={(name) => setCohort({ ...cohort, name })}
            onOpen={(opened) => {
              setText(opened);
              setMode("text");
            }}
          />
          {mode === "form" ? (
            <>
              <BuilderForm
                cohort={cohort}
                domains={(domains.data ?? []).map((domain) => domain.name)}
                onChange={setCohort}
              />
              <details>
                <summary>{t.asText}</summary>
                <pre className="mono">{definition}</pre>
              </details>
            </>
          ) : (
            <>
              <p className="soft">{t.textHint}</p>
              <textarea
                className="cohort-text"
                aria-label={t.definition}
                spellCheck={false}
                rows={26}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
              <Button onClick={() => checking.mutate(text)} disabled={!isJson} loading={checking.isPending}>
                {t.toYaml}
              </Button>
              {checking.data?.faults.map((fault) => (
                <p key={fault.where + fault.what} className="cohort-note">
                  <span className="mono">{fault.where}</span> {fault.what} {fault.whatToDo}
                </p>
              ))}
              {checking.data?.warnings.map((warning) => (
                <p key={warning.where + warning.what} className="soft">
                  <span className="mono">{warning.where}</span> {warning.what}
                </p>
              ))}
            </>
          )}
        </section>
        <section className="panel" aria-label={t.result}>
          {counting.error && !stopped && <ProblemView problem={shownProblem(counting.error)} />}
          {counting.data && !counting.error ? (
            <Attrition answer={counting.data} busy={counting.isPending} />
          ) : (
            !counting.error && <p className="soft">{ready ? t.waiting : t.start}</p>
          )}
        </section>
      </div>
    </>
  );
}
