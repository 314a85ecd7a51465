import { ArrowLeftOutlined, EditOutlined, NodeIndexOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Tag, Tooltip } from "antd";
import { useState } from "react";
import { getResource, type ResourceColumn, type ResourceDetail } from "../../api/api";
import { useSession } from "../../app/session";
import { count, percent } from "../../format/number";
import { instant } from "../../format/time";
import { useLanguage, useText } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { ImpactView } from "./ImpactView";
import { LineagePicture } from "./LineagePicture";
import { NoteDialog } from "./NoteDialog";

function Facts({ detail }: { detail: ResourceDetail }) {
  const { text, language } = useLanguage();
  const t = text.catalogue;
  const r = detail.resource;
  const volume = r.rows == null ? null : r.kind === "feed" ? t.entries(r.rows) : t.rows(r.rows);
  const facts: [string, string | null][] = [
    [t.facts.identifier, r.identifier],
    [t.facts.category, detail.path.map((c) => (language === "zh" ? c.nameZh : c.nameEn)).join(" / ")],
    [t.facts.abstract, r.abstract],
    [t.facts.owner, r.owner ?? t.nobody],
    [t.facts.keywords, r.keywords.join("、") || null],
    [t.facts.subject, t.subjects[r.subject] ?? r.subject],
    [t.facts.time, r.from ? `${r.from} – ${r.to}` : null],
    [t.facts.space, r.institutions.join("、") || null],
    [t.facts.frequency, t.frequencies[r.frequency] ?? r.frequency],
    [t.facts.volume, volume],
    [t.facts.dataSets, detail.dataSets.map((d) => `${d.name} ${d.held}/${d.elements}`).join("；") || null],
    [t.facts.profiled, r.updatedAt ? instant(r.updatedAt).slice(0, 16) : null],
  ];
  return (
    <dl className="facts">
      {facts
        .filter((f) => f[1])
        .map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Values({ column }: { column: ResourceColumn }) {
  const t = useText().catalogue;
  const profile = column.profile;
  if (!profile) return null;
  const values = profile.topValues.length > 0 ? profile.topValues : profile.patterns;
  return (
    <>
      {profile.isIdentifying && <div className="soft small">{t.identifying}</div>}
      {values.slice(0, 4).map((value) => (
        <div key={value.value} className="small">
          <span className="mono">{value.value}</span> <span className="soft number">{count(value.rows)}</span>
        </div>
      ))}
    </>
  );
}

function ColumnRow(props: { column: ResourceColumn; rows: number; onLineage: () => void }) {
  const t = useText().catalogue;
  const { column, rows, onLineage } = props;
  const profile = column.profile;
  const share = profile && rows > 0 ? profile.filled / rows : null;
  return (
    <tr>
      <td>
        <span className="mono">{column.name}</span>
        {column.isRequired && <span className="required"> *</span>}
        <div className="soft small">{column.type}</div>
      </td>
      <td className="number nowrap">
        {share === null ? "" : percent(share, 1)}
        {share !== null && (
          <span className="fill-bar" aria-hidden>
            <span style={{ width: `${100 * share}%` }} />
          </span>
        )}
      </td>
      <td className="number">
        {profile?.distinct == null ? "" : `${profile.isEstimate ? "≈" : ""}${count(profile.distinct)}`}
      </td>
      <td className="small">{profile?.min == null ? "" : `${profile.min} – ${profile.max}`}</td>
      <td className="small">
        {column.elements.map((element) => (
          <Tooltip
            key={element.id + element.how}
            title={`${element.id} · ${t.how[element.how] ?? element.how}${element.filter ? ` · ${element.filter}` : ""}`}
          >
            <Tag>{element.element?.name ?? element.id}</Tag>
          </Tooltip>
        ))}
      </td>
      <td>
        <Values column={column} />
      </td>
      <td>
        <Button
          type="text"
          size="small"
          icon={<NodeIndexOutlined />}
          aria-label={t.lineageOf(column.name)}
          onClick={onLineage}
        />
      </td>
    </tr>
  );
}

function Columns({ detail, onLineage }: { detail: ResourceDetail; onLineage: (node: string) => void }) {
  const t = useText().catalogue;
  const columns = detail.columns.filter((c) => c.role !== "provenance");
  const total = detail.sources.reduce((sum, s) => sum + s.rows, 0) || (detail.resource.rows ?? 0);
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{t.columns}</h2>
        <span className="soft small">{detail.elementsFrom}</span>
      </div>
      {columns.every((c) => !c.profile) && <p className="soft">{t.notProfiled}</p>}
      <div className="scroll-x">
        <table className="records columns-table">
          <thead>
            <tr>
              <th scope="col">{t.column}</th>
              <th scope="col">{t.filled}</th>
              <th scope="col">{t.distinct}</th>
              <th scope="col">{t.range}</th>
              <th scope="col">{t.elements}</th>
              <th scope="col">{t.values}</th>
              <th scope="col">{t.lineage}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <ColumnRow
                key={column.name}
                column={column}
                rows={total}
                onLineage={() => onLineage(`${detail.resource.name}.${column.name}`)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Sources({ detail }: { detail: ResourceDetail }) {
  const t = useText().catalogue;
  if (detail.sources.length === 0) return null;
  const largest = Math.max(...detail.sources.map((s) => s.rows));
  return (
    <section className="panel">
      <h2>{t.sources}</h2>
      <table className="records">
        <tbody>
          {detail.sources.map((source) => (
            <tr key={source.sourceId}>
              <th scope="row">{source.source}</th>
              <td className="number">{count(source.rows)}</td>
              <td className="bar-cell">
                <span className="fill-bar" aria-hidden>
                  <span style={{ width: `${(100 * source.rows) / largest}%` }} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** One resource: metadata, columns with elements and profile, sources, lineage. */
export function ResourceView({ name, onBack }: { name: string; onBack: () => void }) {
  const { text, language } = useLanguage();
  const t = text.catalogue;
  const session = useSession();
  const [node, setNode] = useState<string | null>(null);
  const [editing, setEditing] = useState(false);
  const resource = useQuery({ queryKey: ["catalogue", "resource", name], queryFn: () => getResource(name) });
  if (resource.isError)
    return <ProblemView problem={shownProblem(resource.error)} onRetry={() => resource.refetch()} />;
  if (!resource.data) return <Waiting />;
  const detail = resource.data;
  const r = detail.resource;
  return (
    <>
      <section className="panel">
        <div className="panel-head">
          <h2>
            <Button type="text" icon={<ArrowLeftOutlined />} aria-label={t.all} onClick={onBack} />
            {language === "zh" ? r.titleZh : r.titleEn} <span className="mono soft small">{r.name}</span>
          </h2>
          {session.permissions.includes("catalogue.manage") && (
            <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
              {t.edit}
            </Button>
          )}
        </div>
        <Facts detail={detail} />
      </section>
      {detail.columns.length > 0 && <Columns detail={detail} onLineage={setNode} />}
      <Sources detail={detail} />
      {r.kind === "feed" && <ImpactView source={r.name.slice("feed:".length)} />}
      {node && <LineagePicture node={node} onClose={() => setNode(null)} />}
      {editing && <NoteDialog resource={r} onClose={() => setEditing(false)} />}
    </>
  );
}
