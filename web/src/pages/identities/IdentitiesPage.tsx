import { CheckCircleOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Drawer, Segmented, Tag } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { getIdentityCases, getIndexState, type IdentityCase, type IndexState } from "../../api/api";
import { count } from "../../format/number";
import { instant } from "../../format/time";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { CaseView } from "./CaseView";
import { Reasons } from "./Reasons";
import "./identities.css";

const statuses = ["open", "proposed", "decided"] as const;
const kinds = ["all", "grey", "conflict", "doubt", "withheld", "steward"] as const;

function Numbers({ state }: { state: IndexState }) {
  const t = useText().identities;
  const tiles: [string, number][] = [
    [t.sourcePersons, state.sourcePersons],
    [t.persons, state.persons],
    [t.clusters, state.clusters],
    [t.modelLinks, state.modelLinks],
    [t.stewardLinks, state.stewardLinks],
    [t.sourceLinks, state.sourceLinks],
    [t.heldApart, state.heldApart],
    [t.conflicts, state.conflicts],
  ];
  return (
    <dl className="index-numbers">
      {tiles.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="number">{count(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function CaseRow({ item, onOpen }: { item: IdentityCase; onOpen: () => void }) {
  const t = useText().identities;
  return (
    <li>
      <button type="button" className="case" onClick={onOpen}>
        <span className="case-names">
          {[item.left, item.right].map((person) => (
            <span key={person.sourcePersonId}>
              <strong>{person.name ?? t.unnamed}</strong>
              <span className="soft small">
                {person.sourceDisplayName} · <span className="mono">{person.recordNo}</span>
              </span>
            </span>
          ))}
        </span>
        <span className="case-reasons">
          <Reasons reasons={item.reasons.slice(0, 6)} />
        </span>
        <span className="case-side">
          <span>
            <Tag
              variant="filled"
              color={item.kind === "conflict" ? "red" : item.kind === "grey" ? "blue" : "gold"}
            >
              {t.kinds[item.kind] ?? item.kind}
            </Tag>
            {item.needsTwo && <Tag variant="filled">{t.two}</Tag>}
            {item.status === "unsure" && <Tag variant="filled">{t.statuses.unsure}</Tag>}
          </span>
          <span className="soft small number">
            {item.decision
              ? `${t.decisions[item.decision] ?? item.decision} · ${item.decidedBy}`
              : `${t.weight} ${item.weight.toFixed(1)} · ${(100 * item.probability).toFixed(1)} %`}
          </span>
        </span>
      </button>
    </li>
  );
}

export default function IdentitiesPage() {
  const text = useText();
  const t = text.identities;
  // A status and a kind tell nothing of a person; the number of a case does not go into the address.
  const [parameters, setParameters] = useSearchParams();
  const status = statuses.find((each) => each === parameters.get("status")) ?? "open";
  const kind = kinds.find((each) => each === parameters.get("kind")) ?? "all";
  const [open, setOpen] = useState<string | null>(null);
  const state = useQuery({ queryKey: ["index-state"], queryFn: getIndexState });
  const cases = useInfiniteQuery({
    queryKey: ["identity-cases", status, kind],
    queryFn: ({ pageParam }) => getIdentityCases(status, kind === "all" ? null : kind, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const choose = (name: string, value: string) =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const items = cases.data?.pages.flatMap((page) => page.items) ?? [];
  const total = cases.data?.pages[0]?.total ?? 0;

  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      {state.data && <Numbers state={state.data} />}
      {state.data && (
        <p className="soft small">
          {state.data.lastRun
            ? t.lastRun(instant(state.data.lastRun).slice(0, 16), state.data.model ?? "")
            : t.neverRun}
        </p>
      )}
      <div className="case-bar">
        <Segmented
          value={status}
          onChange={(value) => choose("status", value)}
          options={statuses.map((each) => ({
            value: each,
            label:
              t.statuses[each] +
              (state.data && each !== "decided"
                ? ` ${count(each === "open" ? state.data.open : state.data.proposed)}`
                : ""),
          }))}
        />
        <Segmented
          value={kind}
          onChange={(value) => choose("kind", value)}
          options={kinds.map((each) => ({ value: each, label: t.kinds[each] }))}
        />
      </div>
      {cases.isPending && <Waiting lines={6} />}
      {cases.error && <ProblemView problem={shownProblem(cases.error)} onRetry={() => cases.refetch()} />}
      {cases.data && items.length === 0 && (
        <MessageBox icon={<CheckCircleOutlined />} title={t.emptyTitle}>
          <p>{t.emptyText}</p>
        </MessageBox>
      )}
      <ul className="cases" aria-label={t.cases(total)}>
        {items.map((item) => (
          <CaseRow key={item.id} item={item} onOpen={() => setOpen(item.id)} />
        ))}
      </ul>
      {cases.hasNextPage && (
        <Button onClick={() => cases.fetchNextPage()} loading={cases.isFetchingNextPage}>
          {t.more}
        </Button>
      )}
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        size={920}
        title={t.sideBySide}
        destroyOnHidden
        className="case-drawer"
      >
        {open !== null && <CaseView id={open} onOpenCase={setOpen} />}
      </Drawer>
    </>
  );
}
