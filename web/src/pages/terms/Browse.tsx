import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { getTermSystems, getTermsBelow } from "../../api/api";
import { useLanguage, useText } from "../../i18n/language";
import { MessageBox } from "../../ui/MessageBox";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { TermDrawer } from "./TermSearch";

/** So many terms of one level are shown at first: some tables have thousands and no levels. */
const shownAtFirst = 200;

type Open = (code: string) => void;

function Branch({ system, node, onOpen }: { system: string; node: TermNode; onOpen: Open }) {
  const t = useText().terms;
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      {node.hasChildren ? (
        <button
          type="button"
          className="term-toggle"
          aria-expanded={isOpen}
          aria-label={`${t.below} ${node.name}`}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? "−" : "+"}
        </button>
      ) : (
        <span className="term-toggle" aria-hidden="true" />
      )}
      <button type="button" className="link" onClick={() => onOpen(node.code)}>
        <span className="mono">{node.code}</span> {node.name}
      </button>
      {isOpen && <Level system={system} code={node.code} onOpen={onOpen} />}
    </li>
  );
}

interface TermNode {
  readonly code: string;
  readonly name: string;
  readonly hasChildren: boolean;
}

function Level({ system, code, onOpen }: { system: string; code?: string; onOpen: Open }) {
  const t = useText().terms;
  const [isWhole, setWhole] = useState(false);
  const below = useQuery({
    queryKey: ["terms-below", system, code],
    queryFn: () => getTermsBelow(system, code),
    staleTime: 300_000,
  });
  if (below.isPending) return <Waiting lines={2} />;
  if (below.isError) {
    return <ProblemView problem={shownProblem(below.error)} onRetry={() => void below.refetch()} />;
  }

  if (below.data.length === 0) return code ? null : <MessageBox title={t.noTerms} />;
  const items = isWhole ? below.data : below.data.slice(0, shownAtFirst);
  return (
    <>
      <ul className="term-tree">
        {items.map((node) => (
          <Branch key={node.code} system={system} node={node} onOpen={onOpen} />
        ))}
      </ul>
      {items.length < below.data.length && (
        <button type="button" className="link" onClick={() => setWhole(true)}>
          {t.more(below.data.length - items.length)}
        </button>
      )}
    </>
  );
}

/** A dictionary from its top down: chapters, sections, headings, codes. */
export function Browse() {
  const { text, language } = useLanguage();
  const t = text.terms;
  const [system, setSystem] = useState("icd10-gl2");
  const [code, setCode] = useState<string | null>(null);
  const [shownSystem, setShownSystem] = useState(system);
  const systems = useQuery({ queryKey: ["term-systems"], queryFn: getTermSystems });
  return (
    <>
      <div className="terms-bar">
        <Select
          showSearch={{ optionFilterProp: "label" }}
          aria-label={t.system}
          value={system}
          onChange={setSystem}
          options={(systems.data ?? []).map((s) => ({
            value: s.id,
            label: language === "zh" ? s.titleZh : s.titleEn || s.titleZh,
          }))}
        />
      </div>
      <p className="soft small">{t.browseHint}</p>
      <Level
        key={system}
        system={system}
        onOpen={(opened) => {
          setShownSystem(system);
          setCode(opened);
        }}
      />
      <TermDrawer
        place={code === null ? null : { system: shownSystem, code }}
        onPlace={(place) => {
          setShownSystem(place?.system ?? system);
          setCode(place?.code ?? null);
        }}
      />
    </>
  );
}
