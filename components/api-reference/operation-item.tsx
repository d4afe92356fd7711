"use client";

import { ChevronRight } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { Badge, type Tone } from "#components/ui/display/badge.tsx";
import { OperationDetails } from "./operation-details.tsx";
import { referenceTexts as texts } from "./texts.ts";
import type { Reference } from "./use-reference.ts";
import type { OperationHead } from "./view-data.ts";

const tones: Readonly<Record<string, Tone>> = { GET: "accent", POST: "good", PATCH: "warn", DELETE: "bad" };

interface OperationItemProps {
  head: OperationHead;
  reference: Reference;
  load: () => void;
  apiKey: string;
  origin: string;
}

/** One operation, as a row that opens its details. The URL's fragment can open it too. */
export function OperationItem({ head, reference, load, apiKey, origin }: OperationItemProps) {
  const { id, method, path, summary } = head;
  const element = useRef<HTMLDetailsElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const open = () => {
      if (location.hash !== `#${id}` || element.current === null) return;
      element.current.open = true;
      element.current.scrollIntoView();
    };
    open();
    addEventListener("hashchange", open);
    return () => removeEventListener("hashchange", open);
  }, [id]);
  return (
    <details
      ref={element}
      id={id}
      onToggle={({ currentTarget }) => {
        setIsOpen(currentTarget.open);
        if (currentTarget.open) load();
      }}
      className="group scroll-mt-4 rounded-lg border bg-canvas"
    >
      <summary className="flex list-none items-start gap-3 rounded-lg px-3 py-2.5 hover:bg-surface">
        <ChevronRight
          aria-hidden="true"
          className="mt-0.5 size-4 shrink-0 text-muted transition-transform group-open:rotate-90"
        />
        <Badge tone={tones[method] ?? "neutral"} className="w-14 shrink-0 justify-center font-mono">
          {method}
        </Badge>
        <span className="flex min-w-0 flex-col gap-0.5">
          <code className="font-mono text-sm [overflow-wrap:anywhere]">{path}</code>
          <span className="text-muted text-xs leading-5">{summary}</span>
        </span>
      </summary>
      {isOpen ? <Opened {...{ id, reference, load, apiKey, origin }} /> : null}
    </details>
  );
}

function Opened({ id, reference, load, apiKey, origin }: Omit<OperationItemProps, "head"> & { id: string }) {
  if (reference.state === "loading") return <p className="border-t p-4 text-muted">{texts.loading}</p>;
  const operation = reference.state === "ready" ? reference.operations.get(id) : undefined;
  if (operation !== undefined) return <OperationDetails {...{ operation, apiKey, origin }} />;
  return (
    <div role="alert" className="flex items-center gap-3 border-t p-4">
      {texts.failed}
      <Button onClick={load}>{texts.retry}</Button>
    </div>
  );
}
