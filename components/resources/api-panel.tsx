"use client";

import { Tabs } from "@base-ui/react/tabs";
import { useId } from "react";
import { CodeBlock } from "#components/ui/display/code-block.tsx";
import { Link } from "#components/ui/link.tsx";
import { formatApiSamples, type SampleLanguage, type SampleTarget } from "./api-samples.ts";
import { resourceTexts } from "./texts.ts";

const texts = resourceTexts.api;
const languages: readonly SampleLanguage[] = ["curl", "fetch", "python", "sdk"];

interface ApiPanelProps {
  origin: string;
  target: SampleTarget;
  keysPath: string;
}

/** Code samples that list these resources through the API. */
export function ApiPanel({ origin, target, keysPath }: ApiPanelProps) {
  const headingId = useId();
  const samples = formatApiSamples(origin, target);
  return (
    <section aria-labelledby={headingId} className="mt-10 max-w-3xl">
      <h2 id={headingId} className="font-semibold text-base">
        {texts.title}
      </h2>
      <p className="mt-0.5 mb-3 text-muted text-sm">
        {texts.placeholder}{" "}
        <Link href={keysPath} className="text-accent-text underline underline-offset-2 hover:no-underline">
          {texts.getKey}
        </Link>
      </p>
      <Tabs.Root defaultValue="curl">
        <Tabs.List aria-label={texts.tabs} className="mb-2 flex gap-1">
          {languages.map((language) => (
            <Tabs.Tab
              key={language}
              value={language}
              className="h-8 rounded-md px-3 font-medium text-muted text-sm hover:text-text data-[active]:bg-sunken data-[active]:text-text coarse:h-11"
            >
              {texts.labels[language]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {languages.map((language) => (
          <Tabs.Panel key={language} value={language} className="rounded-lg">
            <CodeBlock label={texts.labels[language]} code={samples[language]} />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </section>
  );
}
