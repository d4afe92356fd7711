"use client";

import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { TextField } from "#components/ui/form/text-field.tsx";
import { OperationItem } from "./operation-item.tsx";
import { referenceTexts as texts } from "./texts.ts";
import { useReference } from "./use-reference.ts";
import type { GroupHead, OperationHead } from "./view-data.ts";

interface ReferenceViewProps {
  groups: readonly GroupHead[];
  /** The origin of this console, for the curl commands. */
  origin: string;
}

function matches({ id, method, path, summary }: OperationHead, query: string): boolean {
  const text = `${id} ${method} ${path} ${summary}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Holds the key in memory. Leaving the page clears it and all responses, so that Back cannot restore them. */
function useTemporaryKey() {
  const [apiKey, setApiKey] = useState("");
  const [visit, setVisit] = useState(0);
  useEffect(() => {
    const clear = () =>
      flushSync(() => {
        setApiKey("");
        setVisit((count) => count + 1);
      });
    addEventListener("pagehide", clear);
    return () => removeEventListener("pagehide", clear);
  }, []);
  return { apiKey, setApiKey, visit };
}

/** The API reference, with a test request form for every operation. */
export function ReferenceView({ groups, origin }: ReferenceViewProps) {
  const { apiKey, setApiKey, visit } = useTemporaryKey();
  const [query, setQuery] = useState("");
  const { reference, load } = useReference();
  const shown = groups
    .map((group) => ({ ...group, operations: group.operations.filter((head) => matches(head, query)) }))
    .filter(({ operations }) => operations.length > 0);
  const count = shown.reduce((sum, { operations }) => sum + operations.length, 0);
  return (
    <div className="mt-6 flex flex-col gap-8">
      <div className="flex flex-col gap-4 rounded-lg border bg-surface p-4">
        {/* Not a password field, because browsers offer to save those. */}
        <TextField
          label={texts.key.label}
          hint={texts.key.hint}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder="be_..."
          value={apiKey}
          onChange={({ target }) => setApiKey(target.value)}
          className="font-mono [-webkit-text-security:disc] placeholder-shown:[-webkit-text-security:none]"
        />
        <div>
          <TextField
            label={texts.filter}
            type="search"
            autoComplete="off"
            value={query}
            onChange={({ target }) => setQuery(target.value)}
          />
          <p role="status" className="mt-1.5 text-muted text-xs">
            {texts.found(count)}
          </p>
        </div>
      </div>
      {shown.map(({ name, text, operations }) => (
        <section key={name} aria-label={name} className="flex flex-col gap-2">
          <h2 className="font-semibold text-lg">{name}</h2>
          <p className="mb-1 max-w-prose text-muted text-sm">{text}</p>
          {operations.map((head) => (
            <OperationItem key={`${head.id} ${visit}`} {...{ head, reference, load, apiKey, origin }} />
          ))}
        </section>
      ))}
    </div>
  );
}
