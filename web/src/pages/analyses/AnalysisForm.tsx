import { PlayCircleFilled } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Input, InputNumber, Select, Switch } from "antd";
import { useMemo, useState } from "react";
import {
  type Analysis,
  getMethods,
  getModels,
  type Method,
  type MethodParameter,
  runAnalysis,
  runSql,
} from "../../api/api";
import { useLanguage } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import "../../ui/editor.css";
import { DataPicker } from "./DataPicker";
import { presets } from "./presets";

type Settings = Record<string, string>;

function groupsOf(methods: readonly Method[], language: "zh" | "en") {
  const areas = [...new Set(methods.map((m) => m.area))];
  return areas.map((area) => ({
    label: area,
    options: methods
      .filter((m) => m.area === area)
      .map((m) => ({ value: m.name, label: `${m.title[language]} · ${m.name}` })),
  }));
}

/** One parameter: columns are chosen among those of the data, words among those allowed. */
function Field(props: {
  parameter: MethodParameter;
  columns: readonly string[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const { parameter, columns, value, onChange } = props;
  const { language } = useLanguage();
  const label = parameter.summary[language];
  const options = columns.map((name) => ({ value: name, label: name }));
  const common = {
    "aria-label": label,
    placeholder: parameter.default ?? "",
    style: { width: "100%" },
  };
  if (parameter.isColumn && parameter.type === "array")
    return (
      <Select
        {...common}
        mode="tags"
        options={options}
        tokenSeparators={[","]}
        value={value ? value.split(",") : []}
        onChange={(many: string[]) => onChange(many.join(",") || undefined)}
      />
    );
  if (parameter.isColumn)
    return (
      <Select
        {...common}
        showSearch
        allowClear
        options={options}
        value={value}
        onChange={(v) => onChange(v)}
      />
    );
  if (parameter.choices)
    return (
      <Select
        {...common}
        allowClear
        options={parameter.choices.map((c) => ({ value: c, label: c }))}
        value={value}
        onChange={(v) => onChange(v)}
      />
    );
  if (parameter.type === "boolean")
    return (
      <Switch
        aria-label={label}
        checked={(value ?? parameter.default) === "true"}
        onChange={(on) => onChange(String(on))}
      />
    );
  if (parameter.type === "number" || parameter.type === "integer")
    return (
      <InputNumber
        {...common}
        {...(parameter.minimum === null ? {} : { min: parameter.minimum })}
        {...(parameter.maximum === null ? {} : { max: parameter.maximum })}
        value={value === undefined ? null : Number(value)}
        onChange={(n) => onChange(n === null ? undefined : String(n))}
      />
    );
  return <Input {...common} value={value ?? ""} onChange={(e) => onChange(e.target.value || undefined)} />;
}

/** Choose data, a method and its parameters. */
export function AnalysisForm({ onDone }: { onDone: (analysis: Analysis) => void }) {
  const { language, text } = useLanguage();
  const t = text.analyses;
  const methods = useQuery({
    queryKey: ["operators"],
    queryFn: getMethods,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const models = useQuery({ queryKey: ["models"], queryFn: getModels });
  const [sql, setSql] = useState<string>(presets.people);
  const [name, setName] = useState<string | undefined>();
  const [settings, setSettings] = useState<Settings>({});
  const [model, setModel] = useState<string | undefined>();
  const columns = useMutation({
    mutationFn: (asked: string) => runSql(asked, 1, new AbortController().signal),
  });
  const run = useMutation({
    mutationFn: () =>
      runAnalysis({
        operator: name!,
        title: null,
        sql: method?.needsInput ? sql : null,
        settings,
        modelName: model?.split("\u0000")[0] ?? null,
        modelVersion: model ? Number(model.split("\u0000")[1]) : null,
      }),
    onSuccess: onDone,
  });
  const method = methods.data?.find((m) => m.name === name);
  const groups = useMemo(() => groupsOf(methods.data ?? [], language), [methods.data, language]);
  const known = columns.data?.columns.map((c) => c.name) ?? [];
  const missing = method?.parameters.some((p) => p.isRequired && !settings[p.name]) ?? true;

  return (
    <section className="panel analysis-form">
      <div>
        <h2>{t.data}</h2>
        <p className="soft">{t.dataHint}</p>
        <DataPicker
          onPick={(picked) => {
            setSql(picked);
            columns.mutate(picked);
          }}
        />
        <textarea
          className="editor"
          aria-label={t.dataSql}
          spellCheck={false}
          rows={10}
          value={sql}
          onChange={(event) => setSql(event.target.value)}
        />
        <div className="analysis-bar">
          <Button onClick={() => columns.mutate(sql)} loading={columns.isPending}>
            {t.columns}
          </Button>
        </div>
        {known.length > 0 && (
          <p className="soft">
            {t.columnsFound}: <span className="mono">{known.join(", ")}</span>
          </p>
        )}
        {columns.isError && <ProblemView problem={shownProblem(columns.error)} />}
      </div>
      <div>
        <h2>{t.method}</h2>
        <Select
          aria-label={t.method}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t.chooseMethod}
          style={{ width: "100%" }}
          options={groups}
          value={name}
          onChange={(value) => {
            setName(value);
            setSettings({});
            setModel(undefined);
            if (known.length === 0 && sql.trim()) columns.mutate(sql);
          }}
        />
        {method && (
          <>
            <p className="soft">{method.summary[language]}</p>
            {method.furtherInputs.length > 0 && <p className="soft">{t.onlyCommand}</p>}
            <h3>{t.parameters}</h3>
            <div className="analysis-fields">
              {method.takesModel && (
                <div className="analysis-field">
                  <span>{t.model}</span>
                  <Select
                    aria-label={t.model}
                    placeholder={t.chooseModel}
                    style={{ width: "100%" }}
                    options={(models.data ?? []).map((m) => ({
                      value: `${m.name}\u0000${m.version}`,
                      label: `${m.name} ${m.version}`,
                    }))}
                    value={model}
                    onChange={setModel}
                  />
                </div>
              )}
              {method.parameters.map((parameter) => (
                <div className="analysis-field" key={parameter.name}>
                  <span>
                    <b className="mono">{parameter.name}</b>
                    {parameter.isRequired && <em> {t.required}</em>}
                    <small>{parameter.summary[language]}</small>
                  </span>
                  <Field
                    parameter={parameter}
                    columns={known}
                    value={settings[parameter.name]}
                    onChange={(value) =>
                      setSettings((before) => {
                        const { [parameter.name]: _, ...others } = before;
                        return value === undefined ? others : { ...others, [parameter.name]: value };
                      })
                    }
                  />
                </div>
              ))}
            </div>
            <Button
              type="primary"
              icon={<PlayCircleFilled />}
              loading={run.isPending}
              disabled={missing || (method.takesModel && !model)}
              onClick={() => run.mutate()}
            >
              {run.isPending ? t.running : t.run}
            </Button>
          </>
        )}
        {run.isError && <ProblemView problem={shownProblem(run.error)} />}
      </div>
    </section>
  );
}
