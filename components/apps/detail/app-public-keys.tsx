import { CodeBlock } from "#components/ui/display/code-block.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { appDetailTexts } from "./texts.ts";

const texts = appDetailTexts.keys;

const columns = [
  { key: "kid", label: texts.kid },
  { key: "kind", label: texts.kind },
  { key: "algorithm", label: texts.algorithm },
];

type Jwk = NonNullable<AppDto["jwks"]>["keys"][number];

function readText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** "RSA", or the name of the curve. */
function nameKind({ kty, crv }: Jwk): string {
  return readText(crv) ?? readText(kty) ?? "";
}

/** The public keys with which the app proves who it is, or where they are. */
export function AppPublicKeys({ app }: { app: Pick<AppDto, "jwks" | "jwksUri"> }) {
  const { jwks, jwksUri } = app;
  if (jwksUri !== null) {
    return (
      <Section id="public-keys" title={texts.title} intro={texts.fetched}>
        <CodeBlock label={texts.address} code={jwksUri} />
      </Section>
    );
  }
  return (
    <Section id="public-keys" title={texts.title} intro={texts.pasted}>
      <Table label={texts.table} columns={columns}>
        {(jwks?.keys ?? []).map((key) => (
          <TableRow key={JSON.stringify(key)}>
            <TableCell label={texts.kid} className="max-sm:col-span-2">
              {readText(key.kid) === null ? (
                <span className="text-muted">{texts.noKid}</span>
              ) : (
                <code className="font-mono text-xs [overflow-wrap:anywhere]">{readText(key.kid)}</code>
              )}
            </TableCell>
            <TableCell label={texts.kind}>{nameKind(key)}</TableCell>
            <TableCell label={texts.algorithm}>
              {readText(key.alg) ?? <span className="text-muted">{texts.anyAlgorithm}</span>}
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </Section>
  );
}
