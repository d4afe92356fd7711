"use client";

import { CirclePause, CirclePlay } from "lucide-react";
import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { ActionsCell, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
import { MenuItem } from "#components/ui/menu/menu-items.tsx";
import type { WorkerDto } from "#lib/contract/resources/workers.ts";
import { NameCell } from "../resources/resource-cells.tsx";
import { ResourceMenu } from "../resources/resource-menu.tsx";
import { resourceTexts } from "../resources/texts.ts";
import type { ResourcePageData } from "../resources/view-data.ts";
import { workerTexts as texts } from "./texts.ts";

interface WorkerRowProps {
  worker: WorkerDto;
  page: Pick<ResourcePageData<WorkerDto>, "environments" | "canWrite" | "now">;
  onStart: (kind: "edit" | "delete", opener: HTMLElement | null) => void;
  onToggle: (worker: WorkerDto) => void;
}

export function WorkerRow({ worker, page, onStart, onToggle }: WorkerRowProps) {
  const isActive = worker.status === "active";
  return (
    <TableRow>
      <NameCell name={worker.name} detail={worker.description} />
      <TableCell label={resourceTexts.columns.environment}>
        <EnvironmentBadge slug={worker.environment} environments={page.environments} />
      </TableCell>
      <TableCell label={texts.columns.status}>
        <Badge
          tone={isActive ? "good" : "neutral"}
          icon={isActive ? <CirclePlay aria-hidden="true" /> : <CirclePause aria-hidden="true" />}
        >
          {texts.states[worker.status]}
        </Badge>
      </TableCell>
      <TableCell label={texts.columns.changed}>
        <RelativeTime at={worker.updatedAt} serverNow={page.now} />
      </TableCell>
      <ActionsCell>
        <ResourceMenu item={worker} canWrite={page.canWrite} onStart={onStart}>
          <MenuItem
            icon={isActive ? <CirclePause aria-hidden="true" /> : <CirclePlay aria-hidden="true" />}
            disabledReason={page.canWrite ? undefined : resourceTexts.readOnly}
            onSelect={() => onToggle(worker)}
          >
            {isActive ? texts.pause : texts.activate}
          </MenuItem>
        </ResourceMenu>
      </ActionsCell>
    </TableRow>
  );
}
