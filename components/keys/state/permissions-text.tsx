"use client";

import { keyTexts } from "#components/keys/texts.ts";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

/** A short form of the key's permissions. The tooltip lists all that are in effect. */
export function PermissionsText({ keyDto }: { keyDto: KeyDto }) {
  const { permissions, effectivePermissions } = keyDto;
  const [first, ...others] = permissions === "inherit" ? [keyTexts.inherits] : permissions;
  return (
    <Tooltip
      content={effectivePermissions.length === 0 ? keyTexts.noPermissions : effectivePermissions.join(", ")}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the whole list has to be reachable without a mouse. */}
      <span tabIndex={0} className="inline-flex max-w-full items-baseline gap-1.5 rounded-sm">
        <span className="truncate">{first ?? keyTexts.noPermissions}</span>
        {others.length === 0 ? null : (
          <span className="text-muted text-xs">{keyTexts.morePermissions(others.length)}</span>
        )}
      </span>
    </Tooltip>
  );
}
