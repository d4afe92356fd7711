"use client";

import { ChartColumn, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { ChartTable } from "./chart-table.tsx";
import { Legend } from "./legend.tsx";
import { Plot, type PlotProps } from "./plot.tsx";
import { chartTexts } from "./texts.ts";

interface ChartCardProps extends Omit<PlotProps, "label"> {
  /** The heading's id, unique on the page. */
  id: string;
  title: string;
  /** Controls at the right of the heading. */
  controls?: ReactNode;
  /** Below the chart. */
  footer?: ReactNode;
}

/** A chart with its heading and legend, which can be shown as a table instead. */
export function ChartCard({ id, title, controls, footer, ...plot }: ChartCardProps) {
  const [isTable, setIsTable] = useState(false);
  const Icon = isTable ? ChartColumn : Table2;
  return (
    <section aria-labelledby={id} className="flex h-full min-w-0 flex-col rounded-lg border bg-raised">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pt-3">
        <div className="flex flex-wrap items-baseline gap-x-2.5">
          <h2 id={id} className="font-semibold text-base">
            {title}
          </h2>
          <span className="text-muted text-xs">{chartTexts.zone}</span>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button variant="quiet" className="h-7 px-2 text-xs" onClick={() => setIsTable(!isTable)}>
            <Icon aria-hidden="true" />
            {isTable ? chartTexts.showChart : chartTexts.showTable}
          </Button>
          {controls}
        </div>
      </div>
      <div className="flex-1 px-4 pt-2 pb-4">
        <Legend series={plot.series} />
        <div className="mt-4">
          {isTable ? <ChartTable {...plot} label={title} /> : <Plot {...plot} label={title} />}
        </div>
      </div>
      {footer}
    </section>
  );
}
