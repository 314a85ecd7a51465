import type { ECharts, EChartsCoreOption } from "echarts/core";
import { useEffect, useRef } from "react";
import { fontFamily } from "../app/theme";
import { type Language, useLanguage } from "../i18n/language";
import { echarts } from "./echarts";

interface ChartProps {
  /** What the picture shows, in words, for those who do not see it. */
  label: string;
  height: number;
  option: EChartsCoreOption;
  /** Called once with the chart, to listen to its events; the returned function undoes that. */
  onReady?: (chart: ECharts) => (() => void) | undefined;
}

/** An ECharts picture that follows the width of its place. The numbers it shows also stand in text beside it. */
export default function Chart(props: ChartProps) {
  const { language } = useLanguage();
  // ECharts takes its language once, at the beginning.
  return <Picture key={language} language={language} {...props} />;
}

function Picture({ label, height, option, onReady, language }: ChartProps & { language: Language }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const ready = useRef(onReady);
  ready.current = onReady;

  useEffect(() => {
    const element = place.current!;
    const made = echarts.init(
      element,
      { textStyle: { fontFamily } },
      { locale: language === "zh" ? "ZH" : "EN" },
    );
    chart.current = made;
    const undo = ready.current?.(made);
    const follow = new ResizeObserver(() => made.resize());
    follow.observe(element);
    return () => {
      undo?.();
      follow.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, [language]);

  useEffect(() => {
    chart.current?.setOption({ animation: false, ...option }, { replaceMerge: ["series", "xAxis", "yAxis"] });
  }, [option]);

  return <div ref={place} role="img" aria-label={label} style={{ height, width: "100%" }} />;
}
