import { useQuery } from "@tanstack/react-query";
import { Alert, Input, Tabs, Tree } from "antd";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { type CatalogueTree, getCatalogueTree, listResources, type Resource } from "../../api/api";
import { count } from "../../format/number";
import { useLanguage, useText } from "../../i18n/language";
import { PageHead } from "../../ui/PageHead";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { AssessmentView } from "./AssessmentView";
import { ResourceView } from "./ResourceView";
import { branches } from "./tree";
import "./catalogue.css";

function Categories(props: {
  tree: CatalogueTree;
  chosen: string | null;
  onChoose: (code: string | null) => void;
}) {
  const { text, language } = useLanguage();
  const { tree, chosen, onChoose } = props;
  const nodes = useMemo(
    () => branches(tree.categories, (c) => `${language === "zh" ? c.nameZh : c.nameEn} (${c.resources})`),
    [tree, language],
  );
  return (
    <section className="panel catalogue-tree" aria-label={text.catalogue.tree}>
      <button type="button" className="link" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        {text.catalogue.all}
      </button>
      <Tree
        treeData={nodes}
        selectedKeys={chosen ? [chosen] : []}
        onSelect={(keys) => onChoose(keys.length > 0 ? String(keys[0]) : null)}
        blockNode
      />
    </section>
  );
}

function ResourceList({
  resources,
  onOpen,
}: {
  resources: readonly Resource[];
  onOpen: (name: string) => void;
}) {
  const { text, language } = useLanguage();
  const t = text.catalogue;
  if (resources.length === 0) return <p className="soft">{t.none}</p>;
  return (
    <ul className="resources">
      {resources.map((resource) => {
        const title = language === "zh" ? resource.titleZh : resource.titleEn;
        return (
          <li key={resource.identifier}>
            <button
              type="button"
              className="resource"
              aria-label={t.open(title)}
              onClick={() => onOpen(resource.name)}
            >
              <span>
                <b>{title}</b>
                <span className="mono soft small">{resource.name}</span>
              </span>
              <span className="resource-side">
                <span className="soft small">{t.kinds[resource.kind] ?? resource.kind}</span>
                <span className="number">{resource.rows == null ? "" : count(resource.rows)}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Resources() {
  const text = useText();
  const t = text.catalogue;
  const [params, setParams] = useSearchParams();
  const [words, setWords] = useState(params.get("q") ?? "");
  const [q, category, name] = [params.get("q") ?? "", params.get("category"), params.get("name")];
  const tree = useQuery({ queryKey: ["catalogue", "tree"], queryFn: getCatalogueTree });
  const list = useQuery({
    queryKey: ["catalogue", "list", q, category],
    queryFn: () => listResources(q, category),
    enabled: name === null,
  });
  const go = (next: Record<string, string | null>) =>
    setParams(
      Object.fromEntries(
        Object.entries({ q, category, name, ...next }).filter((p): p is [string, string] => !!p[1]),
      ),
    );
  if (tree.isError) return <ProblemView problem={shownProblem(tree.error)} onRetry={() => tree.refetch()} />;
  if (!tree.data) return <Waiting />;
  return (
    <div className="stack">
      {tree.data.hasPlaceholderRoot && (
        <Alert type="info" showIcon title={t.placeholderRoot(tree.data.oidRoot)} />
      )}
      <div className="catalogue-pair">
        <Categories
          tree={tree.data}
          chosen={category}
          onChoose={(code) => go({ category: code, name: null })}
        />
        <div className="stack">
          {name === null ? (
            <section className="panel">
              <Input.Search
                value={words}
                onChange={(event) => setWords(event.target.value)}
                onSearch={(value) => go({ q: value.trim(), name: null })}
                placeholder={t.search}
                aria-label={t.search}
                allowClear
              />
              {list.isError && <ProblemView problem={shownProblem(list.error)} />}
              {list.data && (
                <>
                  <p className="soft small">{t.count(list.data.length)}</p>
                  <ResourceList resources={list.data} onOpen={(chosen) => go({ name: chosen })} />
                </>
              )}
              {list.isPending && <Waiting />}
            </section>
          ) : (
            <ResourceView key={name} name={name} onBack={() => go({ name: null })} />
          )}
        </div>
      </div>
    </div>
  );
}

export default function CataloguePage() {
  const text = useText();
  const t = text.catalogue;
  const [params, setParams] = useSearchParams();
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Tabs
        activeKey={params.get("tab") ?? "resources"}
        onChange={(tab) => setParams(tab === "resources" ? {} : { tab })}
        destroyOnHidden
        items={[
          { key: "resources", label: t.tabs.resources, children: <Resources /> },
          { key: "assessment", label: t.tabs.assessment, children: <AssessmentView /> },
        ]}
      />
    </>
  );
}
