import { DownloadOutlined, LeftOutlined, RightOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Drawer, Grid } from "antd";
import { useState } from "react";
import { getPackRows, type PackRowsRequest } from "../../api/api";
import { useLanguage } from "../../i18n/language";
import { ProblemView, shownProblem } from "../../ui/ProblemView";
import { Waiting } from "../../ui/Waiting";
import { download } from "./download";
import { RowsTable } from "./RowsTable";

const page = 50;

/** What a drawer shows: rows of a result or of a rule, with the words that lead there. */
export interface Asked {
  readonly title: string;
  readonly note: string;
  readonly request: Pick<PackRowsRequest, "view" | "rule" | "result" | "filters">;
}

function Pages({ pack, asked }: { pack: string; asked: Asked }) {
  const t = useLanguage().text.scenarios;
  const [offset, setOffset] = useState(0);
  const rows = useQuery({
    queryKey: ["pack-rows", pack, asked.request, offset],
    queryFn: () => getPackRows(pack, { ...asked.request, sort: null, offset, limit: page }),
    placeholderData: keepPreviousData,
  });
  if (rows.isPending) return <Waiting />;
  if (rows.error) return <ProblemView problem={shownProblem(rows.error)} onRetry={() => rows.refetch()} />;
  const { data } = rows;
  return (
    <div className="stack">
      {asked.note && <p className="soft">{asked.note}</p>}
      {data.masked.length > 0 && <p className="pack-note">{t.masked(data.masked.length)}</p>}
      {data.rows.length === 0 ? (
        <p>{t.empty}</p>
      ) : (
        <RowsTable answer={data} label={asked.title} pageSize={page} />
      )}
      <div className="pack-pages">
        <Button
          size="small"
          icon={<LeftOutlined />}
          aria-label={t.previous}
          disabled={offset === 0}
          onClick={() => setOffset(offset - page)}
        />
        <span className="number soft" role="status">
          {data.rows.length > 0 ? `${offset + 1}–${offset + data.rows.length}` : "0"}
        </span>
        <Button
          size="small"
          icon={<RightOutlined />}
          aria-label={t.next}
          disabled={!data.isTruncated}
          onClick={() => setOffset(offset + page)}
        />
        <Button
          size="small"
          icon={<DownloadOutlined />}
          disabled={data.rows.length === 0 || data.level >= 4}
          title={data.level >= 4 ? t.needsApproval : undefined}
          onClick={() => download(data, `${pack}-${data.result}`)}
        >
          CSV
        </Button>
      </div>
    </div>
  );
}

export function RowsDrawer(props: { pack: string; asked: Asked | null; onClose: () => void }) {
  const { pack, asked, onClose } = props;
  const { text } = useLanguage();
  const screens = Grid.useBreakpoint();
  return (
    <Drawer
      open={asked !== null}
      onClose={onClose}
      title={asked?.title}
      size={screens.md ? 900 : "100%"}
      destroyOnHidden
      closable={{ "aria-label": text.app.close }}
    >
      {asked && <Pages key={JSON.stringify(asked.request)} pack={pack} asked={asked} />}
    </Drawer>
  );
}
