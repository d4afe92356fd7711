import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { describeSmart } from "#components/apps/smart-meaning.ts";
import type { AppPageData } from "#components/apps/view-data.ts";
import { Section } from "#components/ui/display/section.tsx";
import { readSmartScope } from "#lib/domain/apps/smart-scope.ts";
import { appDetailTexts } from "./texts.ts";

const texts = appDetailTexts.scopes;

/** What the app's tokens can have at most, in words. */
export function AppScopes({ page }: { page: Pick<AppPageData, "app" | "form"> }) {
  const { app, form } = page;
  const descriptions = new Map(form.permissions.map(({ name, description }) => [name, description]));
  const smart = app.scopes.flatMap((scope) => {
    const read = readSmartScope(scope);
    return read === null ? [] : [{ scope, meaning: describeSmart(read) }];
  });
  const permissions = app.scopes.filter((scope) => readSmartScope(scope) === null);
  return (
    <Section
      id="scopes"
      title={texts.title}
      intro={app.scopes.length === 0 ? texts.none : texts.intro(app.scopes.length)}
    >
      {app.scopes.length === 0 ? null : (
        <div className="flex flex-col divide-y rounded-lg border">
          {permissions.length === 0 ? null : (
            <Scopes label={texts.permissions}>
              {permissions.map((name) => (
                <Scope key={name} name={name}>
                  {descriptions.has(name) ? (
                    descriptions.get(name)
                  ) : (
                    <span className="text-warn">{texts.unknown}</span>
                  )}
                </Scope>
              ))}
            </Scopes>
          )}
          {smart.length === 0 ? null : (
            <Scopes label={texts.smart}>
              {smart.map(({ scope, meaning }) => (
                <Scope key={scope} name={scope}>
                  {meaning}
                </Scope>
              ))}
            </Scopes>
          )}
        </div>
      )}
    </Section>
  );
}

function Scopes({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="flex flex-col gap-2 px-4 py-3">
      {children}
    </ul>
  );
}

function Scope({ name, children }: { name: string; children: ReactNode }) {
  return (
    <li className="flex items-start gap-2 text-sm">
      <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-good" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <code className="font-mono text-xs">{name}</code>{" "}
        <span className="text-muted text-xs">{children}</span>
      </span>
    </li>
  );
}
