import type { ReactNode } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Table, TableCell, TableRow } from "#components/ui/table.tsx";
import { docsTexts as texts } from "./texts.ts";

interface QuickStartProps {
  /** This console's address. */
  origin: string;
  rateLimit: { perMinute: number; per10Seconds: number };
}

const numbers = new Intl.NumberFormat("en");

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-8 flex flex-col gap-3">
      <h2 className="font-semibold text-lg">{title}</h2>
      {children}
    </section>
  );
}

function ErrorTable() {
  const { columns, rows, title } = texts.errors;
  return (
    <Table label={title} columns={Object.entries(columns).map(([key, label]) => ({ key, label }))}>
      {rows.map(({ status, code, meaning }) => (
        <TableRow key={code}>
          <TableCell label={columns.status} className="tabular-nums">
            {status}
          </TableCell>
          <TableCell label={columns.code}>
            <code className="font-mono text-xs">{code}</code>
          </TableCell>
          <TableCell className="max-sm:col-span-2">{meaning}</TableCell>
        </TableRow>
      ))}
    </Table>
  );
}

/** One page that is enough to begin with. */
export function QuickStart({ origin, rateLimit }: QuickStartProps) {
  const api = `${origin}/v1/api`;
  const authorization = '-H "Authorization: Bearer $BYTEENGINE_API_KEY"';
  return (
    <article className="max-w-2xl leading-6">
      <h1 className="font-semibold text-2xl">{texts.title}</h1>
      <p className="mt-1 text-muted">{texts.intro}</p>
      <Section title={texts.getKey.title}>
        <p>{texts.getKey.text}</p>
        <CodeBlock label=".env" code="BYTEENGINE_API_KEY=be_..." />
      </Section>
      <Section title={texts.call.title}>
        <p>{texts.call.text}</p>
        <CodeBlock label="Shell" code={`curl ${api}/me \\\n  ${authorization}`} />
        <p>{texts.call.list}</p>
        <CodeBlock label="Shell" code={`curl ${api}/workers \\\n  ${authorization}`} />
        <p className="text-muted">{texts.call.also}</p>
      </Section>
      <Section title={texts.rotate.title}>
        <p>{texts.rotate.text}</p>
        <p>{texts.rotate.secret}</p>
        <CodeBlock
          label="Shell"
          code={`curl -X POST ${api}/keys/KEY_ID/rotate \\\n  ${authorization} \\\n  -H "Content-Type: application/json" \\\n  -d '{"gracePeriodSeconds": 86400}'`}
        />
      </Section>
      <Section title={texts.limits.title}>
        <p>
          {texts.limits.text(numbers.format(rateLimit.perMinute), numbers.format(rateLimit.per10Seconds))}
        </p>
      </Section>
      <Section title={texts.errors.title}>
        <p>{texts.errors.text}</p>
        <CodeBlock
          label="JSON"
          code='{"error":{"code":"unauthorized","message":"Invalid or missing API key"}}'
        />
        <ErrorTable />
      </Section>
      <Section title={texts.reference.title}>
        <p>
          {texts.reference.text}{" "}
          <a
            href="/v1/api/openapi.json"
            className="text-accent-text underline underline-offset-2 hover:no-underline"
          >
            openapi.json
          </a>
        </p>
      </Section>
    </article>
  );
}
