"use client";

import { Play } from "lucide-react";
import { useState } from "react";
import type { RequestView } from "#components/api-reference/read/view-data.ts";
import { Button } from "#components/ui/button/button.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { useKeyForTests } from "./key-for-tests.tsx";
import { tryTexts as texts } from "./texts.ts";

const TryForm = loadComponent(
  async () => (await import("./try-form.tsx")).TryForm,
  <p className="text-muted text-sm">{texts.loading}</p>,
);

/** Opens the form that sends a request. Most operations are only read, so the form is loaded when it opens. */
export function TryIt({ request }: { request: RequestView }) {
  const { visit } = useKeyForTests();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="flex flex-col gap-3">
      <Button className="self-start" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <Play aria-hidden="true" />
        {texts.open}
      </Button>
      {isOpen ? <TryForm key={visit} request={request} /> : null}
    </div>
  );
}
