import { clsx } from "clsx";
import { Check, Minus, Scissors } from "lucide-react";
import type { KeyPageData } from "#components/keys/view-data.ts";
import { Section } from "#components/ui/display/section.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { explainPermissions, type MissingReason } from "./explain-permissions.ts";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.permissions;

/** A key that doesn't work has no permissions in effect. */
function isWorking({ status }: KeyDto): boolean {
  return status === "active" || status === "rotating";
}

function describe(key: KeyDto): string {
  if (!isWorking(key)) return texts.suspended(key.status);
  if (key.owner.role === null) return texts.ownerGone;
  if (key.permissions === "inherit") return texts.inherits(key.owner.role);
  return texts.lists(key.effectivePermissions.length, key.permissions.length);
}

function explainMissing(reason: MissingReason, role: string | null): string {
  if (reason === "unknown") return texts.unknown;
  if (reason === "explicit") return texts.explicit;
  return reason === "owner" || role === null ? texts.ownerInactive : texts.missingInRole(role);
}

/** The permissions in effect, and why others are not. */
export function KeyPermissions({ page }: { page: KeyPageData }) {
  const { key, form } = page;
  const environment = page.environments.find(({ slug }) => slug === key.environment);
  const allowsTeamManagement = environment?.allowsTeamManagement ?? false;
  const { inEffect, missing, blocked } = explainPermissions(key, form.permissions, allowsTeamManagement);
  const blocks = new Map(blocked.map(({ permission, reason }) => [permission, texts.blocked[reason]]));
  const Icon = isWorking(key) ? Check : Minus;
  const descriptions = new Map(form.permissions.map(({ name, description }) => [name, description]));
  return (
    <Section id="permissions" title={texts.title} intro={describe(key)}>
      <div className="flex flex-col divide-y rounded-lg border">
        {inEffect.length === 0 ? <p className="px-4 py-3 text-muted text-sm">{texts.none}</p> : null}
        {inEffect.length === 0 ? null : (
          <ul
            aria-label={isWorking(key) ? texts.inEffect : texts.assigned}
            className="flex flex-col gap-2 px-4 py-3"
          >
            {inEffect.map((permission) => (
              <li key={permission} className="flex items-start gap-2 text-sm">
                <Icon
                  aria-hidden="true"
                  className={clsx("mt-0.5 size-4 shrink-0", isWorking(key) ? "text-good" : "text-muted")}
                />
                <span className="min-w-0">
                  <code className="font-mono text-xs">{permission}</code>{" "}
                  <span className="text-muted text-xs">{descriptions.get(permission)}</span>
                  {blocks.has(permission) ? (
                    <span className="block text-warn text-xs">{blocks.get(permission)}</span>
                  ) : null}
                </span>
              </li>
            ))}
          </ul>
        )}
        {missing.length === 0 ? null : (
          <ul aria-label={texts.notInEffect} className="flex flex-col gap-2 px-4 py-3">
            {missing.map(({ permission, reason }) => (
              <li key={permission} className="flex items-start gap-2 text-sm">
                <Scissors aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn" />
                <span className="min-w-0">
                  <code className="font-mono text-xs line-through">{permission}</code>{" "}
                  <span className="text-warn text-xs">{explainMissing(reason, key.owner.role)}</span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}
