import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { DatePicker, Drawer, Input, Select } from "antd";
import { useState } from "react";
import { type FoundTerm, getTerm, getTermSystems, searchTerms } from "../../api/api";
import { useLanguage, useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";

export function FoundTable({
  items,
  onOpen,
}: {
  items: readonly FoundTerm[];
  onOpen: (term: FoundTerm) => void;
}) {
  const t = useText().terms;
  return (
    <div className="terms-scroll">
      <table className="records">
        <thead>
          <tr>
            <th scope="col">{t.code}</th>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.system}</th>
            <th scope="col">{t.score}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((term) => (
            <tr key={`${term.system}/${term.code}`} onClick={() => onOpen(term)}>
              <td className="mono nowrap">
                <button type="button" className="link" onClick={() => onOpen(term)}>
                  {term.code}
                </button>
              </td>
              <td>
                {term.name}
                {term.label !== term.name && <div className="soft small">{term.label}</div>}
              </td>
              <td className="nowrap">{term.system}</td>
              <td className="number nowrap">
                {term.score.toFixed(2)}{" "}
                <span className="soft small">{t.match[term.match] ?? term.match}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Place {
  readonly system: string;
  readonly code: string;
}

/** One term with what stands above and below it; each of these opens in turn. */
export function TermDrawer({
  place,
  onPlace,
}: {
  place: Place | null;
  onPlace: (place: Place | null) => void;
}) {
  const t = useText().terms;
  const term = useQuery({
    queryKey: ["term", place?.system, place?.code],
    queryFn: () => getTerm(place?.system ?? "", place?.code ?? ""),
    enabled: place !== null,
  });
  const link = (code: string, name: string, system = place?.system ?? "") => (
    <li key={`${system}/${code}`}>
      <button type="button" className="link" onClick={() => onPlace({ system, code })}>
        <span className="mono">{code}</span> {name}
      </button>
    </li>
  );
  return (
    <Drawer open={place !== null} onClose={() => onPlace(null)} title={place?.code} size="large">
      {term.isPending && place && <Waiting />}
      {term.isError && <ProblemView problem={shownProblem(term.error)} onRetry={() => void term.refetch()} />}
      {term.data && (
        <div className="term-detail">
          <h2>{term.data.name}</h2>
          {term.data.english && <p className="soft">{term.data.english}</p>}
          <dl>
            <dt>{t.system}</dt>
            <dd>{term.data.system}</dd>
            <dt>{t.concept}</dt>
            <dd className="mono">{term.data.concept}</dd>
            {term.data.synonyms.length > 0 && (
              <>
                <dt>{t.synonyms}</dt>
                <dd>{term.data.synonyms.join("，")}</dd>
              </>
            )}
          </dl>
          {term.data.above.length > 0 && (
            <>
              <h3>{t.above}</h3>
              <ul>{term.data.above.map((node) => link(node.code, node.name))}</ul>
            </>
          )}
          {term.data.mappings.length > 0 && (
            <>
              <h3>{t.mappings}</h3>
              <ul>
                {term.data.mappings.map((m) => (
                  <li key={`${m.direction}/${m.system}/${m.code}`}>
                    {m.direction === "to" ? "→" : "←"} {m.system} <span className="mono">{m.code}</span>{" "}
                    {m.name}
                    <div className="soft small">{m.source}</div>
                  </li>
                ))}
              </ul>
            </>
          )}
          {term.data.below.length > 0 && (
            <>
              <h3>{t.below}</h3>
              <ul>{term.data.below.map((node) => link(node.code, node.name))}</ul>
            </>
          )}
        </div>
      )}
    </Drawer>
  );
}

/** Search over the dictionaries; what is found opens with its hierarchy. */
export function TermSearch() {
  const { text, language } = useLanguage();
  const t = text.terms;
  const [sought, setSought] = useState("");
  const [system, setSystem] = useState<string>();
  const [asOf, setAsOf] = useState<string>();
  const [place, setPlace] = useState<Place | null>(null);
  const systems = useQuery({ queryKey: ["term-systems"], queryFn: getTermSystems });
  const found = useQuery({
    queryKey: ["terms", sought, system, asOf],
    queryFn: () => searchTerms(sought, system, asOf, 50),
    enabled: sought.trim().length > 0,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="terms-bar">
        <Input.Search
          allowClear
          aria-label={t.tabs.search}
          placeholder={t.searchHint}
          onSearch={setSought}
          enterButton
        />
        <Select
          allowClear
          aria-label={t.system}
          placeholder={t.allSystems}
          value={system}
          onChange={setSystem}
          options={(systems.data ?? []).map((s) => ({
            value: s.id,
            label: language === "zh" ? s.titleZh : s.titleEn || s.titleZh,
          }))}
        />
        <DatePicker
          aria-label={t.asOf}
          placeholder={t.asOf}
          onChange={(day) => setAsOf(day ? day.format("YYYY-MM-DD") : undefined)}
        />
      </div>
      {found.isError && (
        <ProblemView problem={shownProblem(found.error)} onRetry={() => void found.refetch()} />
      )}
      {found.isLoading && <Waiting />}
      {found.data && found.data.items.length === 0 && <MessageBox title={t.nothing} />}
      {found.data && found.data.items.length > 0 && (
        <>
          <p className="soft small">
            {t.found(String(found.data.items.length), found.data.milliseconds.toFixed(1))}
          </p>
          <FoundTable items={found.data.items} onOpen={setPlace} />
        </>
      )}
      <TermDrawer place={place} onPlace={setPlace} />
    </>
  );
}
