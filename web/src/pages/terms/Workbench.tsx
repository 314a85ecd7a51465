import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Modal, Popconfirm, Select } from "antd";
import { useState } from "react";
import {
  adoptVocabulary,
  decideMapping,
  getMappedShares,
  getTermSystems,
  getUnmapped,
  type MapRequest,
  searchTerms,
  type UnmappedItem,
} from "../../api/api";
import { useSession } from "../../app/session";
import { count } from "../../format/number";
import { useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { FoundTable } from "./TermSearch";

function useDecide() {
  const text = useText();
  const { message, notification } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: MapRequest) => decideMapping(request),
    onSuccess: (outcome) => {
      void message.success(
        outcome.status === "proposed" ? text.terms.proposed : text.terms.remapped(count(outcome.remapped)),
      );
      void queries.invalidateQueries();
    },
    onError: (error) =>
      notification.error({
        title: text.problem.title,
        description: <ProblemView problem={shownProblem(error)} />,
      }),
  });
}

/** Looks for another target than those offered. */
function OtherTarget(props: {
  item: UnmappedItem;
  onClose: () => void;
  onChoose: (system: string, code: string) => void;
}) {
  const t = useText().terms;
  const [sought, setSought] = useState(props.item.name || props.item.code);
  const found = useQuery({
    queryKey: ["terms", sought],
    queryFn: () => searchTerms(sought),
    enabled: sought.length > 0,
  });
  return (
    <Modal open title={props.item.name || props.item.code} footer={null} width={760} onCancel={props.onClose}>
      <Input.Search
        defaultValue={sought}
        aria-label={t.other}
        placeholder={t.searchHint}
        onSearch={setSought}
        enterButton
      />
      {found.isLoading && <Waiting />}
      {found.data && (
        <FoundTable items={found.data.items} onOpen={(term) => props.onChoose(term.system, term.code)} />
      )}
    </Modal>
  );
}

function CodeCard({ item, mayMap }: { item: UnmappedItem; mayMap: boolean }) {
  const t = useText().terms;
  const decide = useDecide();
  const [isSearching, setSearching] = useState(false);
  const choose = (system: string, target: string | null) =>
    decide.mutate({
      source: item.source,
      vocabulary: item.vocabulary,
      code: item.code,
      name: item.name,
      system,
      target,
      why: t.whyDefault,
      replaces: false,
    });
  return (
    <li className="code-card">
      <div className="code-what">
        <strong>{item.name || item.code}</strong>
        <span className="soft small">
          <span className="mono">{item.name ? item.code : ""}</span> {item.vocabulary} · {item.source} ·{" "}
          {item.table}
        </span>
      </div>
      <div className="code-rows">
        <b className="number">{count(item.rows)}</b> <span className="soft small">{t.rows}</span>
      </div>
      <ul className="code-choices" aria-label={t.suggestions}>
        {item.suggestions.slice(0, 3).map((term) => (
          <li key={`${term.system}/${term.code}`}>
            <span className="mono">{term.code}</span> {term.name}{" "}
            <span className="soft small">
              {term.system} {term.score.toFixed(2)} {t.match[term.match] ?? term.match}
            </span>
            {mayMap && (
              <Button
                size="small"
                loading={decide.isPending}
                aria-label={`${t.decide} ${term.code} ${term.name}`}
                onClick={() => choose(term.system, term.code)}
              >
                {t.decide}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayMap && (
        <div className="code-tools">
          <Button size="small" type="text" onClick={() => setSearching(true)}>
            {t.other}
          </Button>
          <Button size="small" type="text" onClick={() => choose("none", null)}>
            {t.none}
          </Button>
        </div>
      )}
      {isSearching && (
        <OtherTarget
          item={item}
          onClose={() => setSearching(false)}
          onChoose={(system, code) => {
            setSearching(false);
            choose(system, code);
          }}
        />
      )}
    </li>
  );
}

/** Takes over what the loaded OMOP vocabularies say of codes, where there are any. */
function AdoptButton() {
  const text = useText();
  const { message, notification } = App.useApp();
  const queries = useQueryClient();
  const systems = useQuery({ queryKey: ["term-systems"], queryFn: getTermSystems });
  const adopt = useMutation({
    mutationFn: () => adoptVocabulary({ why: text.terms.adoptWhy, onlyCounts: false }),
    onSuccess: (outcome) => {
      void message.success(
        outcome.status === "proposed"
          ? text.terms.proposed
          : text.terms.adopted(count(outcome.codes), count(outcome.remapped)),
      );
      void queries.invalidateQueries();
    },
    onError: (error) =>
      notification.error({
        title: text.problem.title,
        description: <ProblemView problem={shownProblem(error)} />,
      }),
  });
  if (!systems.data?.some((system) => system.status === "OMOP vocabulary")) {
    return null;
  }

  return (
    <Popconfirm title={text.terms.adopt} description={text.terms.adoptHint} onConfirm={() => adopt.mutate()}>
      <Button loading={adopt.isPending}>{text.terms.adopt}</Button>
    </Popconfirm>
  );
}

/** Codes without a meaning, the most frequent first, each with what it may mean. */
export function Workbench() {
  const t = useText().terms;
  const session = useSession();
  const [source, setSource] = useState<string>();
  const [table, setTable] = useState<string>();
  const shares = useQuery({ queryKey: ["mapped-shares"], queryFn: getMappedShares });
  const unmapped = useQuery({
    queryKey: ["unmapped", source, table],
    queryFn: () => getUnmapped(source, table),
  });
  const distinct = (values: readonly string[]) =>
    [...new Set(values)].map((value) => ({ value, label: value }));
  if (unmapped.isError) {
    return <ProblemView problem={shownProblem(unmapped.error)} onRetry={() => void unmapped.refetch()} />;
  }

  return (
    <>
      <div className="terms-bar">
        <Select
          allowClear
          aria-label={t.source}
          placeholder={t.allSources}
          value={source}
          onChange={setSource}
          options={distinct((shares.data ?? []).map((s) => s.source))}
        />
        <Select
          allowClear
          aria-label={t.table}
          placeholder={t.table}
          value={table}
          onChange={setTable}
          options={distinct((shares.data ?? []).map((s) => s.table))}
        />
        {session.permissions.includes("terms.map") && <AdoptButton />}
      </div>
      {unmapped.isPending && <Waiting />}
      {unmapped.data?.length === 0 && <MessageBox title={t.noUnmapped} />}
      <ul className="code-cards">
        {(unmapped.data ?? []).map((item) => (
          <CodeCard
            key={[item.table, item.source, item.vocabulary, item.code].join("\u001f")}
            item={item}
            mayMap={session.permissions.includes("terms.map")}
          />
        ))}
      </ul>
    </>
  );
}
