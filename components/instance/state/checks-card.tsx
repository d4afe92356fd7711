"use client";

import { CircleCheck, CircleHelp, CircleX, RefreshCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { Badge, type Tone } from "#components/ui/display/badge.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { Skeleton } from "#components/ui/display/skeleton.tsx";
import { useLoad } from "#components/use-load.ts";
import type { CheckListDto } from "#lib/contract/instance/state.ts";
import { runChecks } from "../instance-client.ts";
import { instanceTexts } from "../texts.ts";

const texts = instanceTexts.health.checks;

type Check = CheckListDto["data"][number];

const states: Record<Check["state"], { tone: Tone; icon: ReactNode }> = {
  problem: { tone: "bad", icon: <CircleX aria-hidden /> },
  warning: { tone: "warn", icon: <TriangleAlert aria-hidden /> },
  unknown: { tone: "neutral", icon: <CircleHelp aria-hidden /> },
  ok: { tone: "good", icon: <CircleCheck aria-hidden /> },
};

const order = Object.keys(states);

/** What needs attention comes first. */
function sortChecks(checks: readonly Check[]): Check[] {
  return checks.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

function summarize(checks: readonly Check[]): string {
  const count = (wanted: Check["state"]) => checks.filter(({ state }) => state === wanted).length;
  return texts.found(count("problem"), count("warning")) || texts.allFine;
}

const key = "checks";

/** What `npm run admin -- doctor` checks. Loaded after the page, because some of it waits for other servers. */
export function ChecksCard() {
  const { loaded, isBusy, load } = useLoad(key, runChecks);
  return (
    <Card
      id="checks"
      title={texts.title}
      action={
        <Button isBusy={isBusy} onClick={() => load(key)}>
          <RefreshCw aria-hidden className="size-4" />
          {texts.again}
        </Button>
      }
    >
      <p role="status" className="sr-only">
        {isBusy ? texts.loading : loaded.state === "known" ? summarize(loaded.data.data) : null}
      </p>
      {loaded.state === "loading" ? <LoadingChecks /> : null}
      {loaded.state === "unknown" ? <CardText>{texts.failed}</CardText> : null}
      {loaded.state === "known" ? (
        <ul>
          {sortChecks(loaded.data.data).map((check) => (
            <CheckItem key={check.name} {...check} />
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

const itemClass =
  "grid grid-cols-[1fr_auto] items-start gap-x-4 gap-y-1 border-t px-4 py-2.5 text-sm first:border-t-0 sm:grid-cols-[11rem_1fr_auto]";

function CheckItem({ name, state, text }: Check) {
  const { tone, icon } = states[state];
  return (
    <li className={itemClass}>
      <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{name}</span>
      <span className="min-w-0 text-muted [overflow-wrap:anywhere] max-sm:col-span-full max-sm:row-start-2">
        {text}
      </span>
      <Badge tone={tone} icon={icon}>
        {texts.states[state]}
      </Badge>
    </li>
  );
}

/** About as many as there are. */
const loadingRows = 14;

function LoadingChecks() {
  return (
    <ul aria-hidden="true">
      {Array.from({ length: loadingRows }, (_, row) => row).map((row) => (
        <li key={row} className={itemClass}>
          <Skeleton className="h-5 w-24" />
          <Skeleton className="h-5 w-full max-w-md max-sm:col-span-full max-sm:row-start-2" />
          <Skeleton className="h-5 w-12" />
        </li>
      ))}
    </ul>
  );
}
