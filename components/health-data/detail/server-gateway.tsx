"use client";

import { CircleCheck, CircleOff } from "lucide-react";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { ServerButton } from "../actions/server-button.tsx";
import { nameEnvironment, type ServerPageData } from "../view-data.ts";
import { SettingRow } from "./setting-row.tsx";
import { serverTexts } from "./texts.ts";

const texts = serverTexts.gateway;

/** Where programs reach the server's data, and the two switches that let them. */
export function ServerGateway({ page }: { page: ServerPageData }) {
  const { gateway } = page.server;
  return (
    <Section id="gateway" title={texts.title} intro={texts.intro}>
      <div className="flex flex-col divide-y rounded-lg border">
        <div className="flex items-center justify-between gap-4 rounded-t-lg bg-surface px-4 py-2.5">
          <dl className="min-w-0">
            <dt className="text-muted text-xs">
              {texts.url}
              {gateway.enabled ? null : ` · ${texts.urlOff}`}
            </dt>
            <dd className="mt-0.5 font-mono text-xs leading-5 [overflow-wrap:anywhere]">{gateway.url}</dd>
          </dl>
          <CopyButton className="shrink-0" getText={() => gateway.url} />
        </div>
        <GatewaySwitch page={page} />
        <KeysSwitch page={page} />
      </div>
    </Section>
  );
}

function Switched({ isOn, children }: { isOn: boolean; children: string }) {
  return (
    <Badge
      tone={isOn ? "good" : "neutral"}
      icon={isOn ? <CircleCheck aria-hidden="true" /> : <CircleOff aria-hidden="true" />}
    >
      {children}
    </Badge>
  );
}

function GatewaySwitch({ page }: { page: ServerPageData }) {
  const { enabled } = page.server.gateway;
  return (
    <SettingRow
      title={texts.name}
      state={<Switched isOn={enabled}>{enabled ? texts.on : texts.off}</Switched>}
      text={enabled ? texts.onText(nameEnvironment(page)) : texts.offText}
      action={
        <ServerButton
          opens={enabled ? "turnOff" : "turnOn"}
          disabledReason={page.can.manageGateway ? undefined : serverTexts.needsAdmin}
          className="max-sm:w-full"
        >
          {enabled ? texts.turnOff : texts.turnOn}
        </ServerButton>
      }
    />
  );
}

function KeysSwitch({ page }: { page: ServerPageData }) {
  const { can, server } = page;
  const { allowsKeys } = server.gateway;
  const neededToAllow = can.allowKeys ? undefined : serverTexts.needsOwner;
  const neededToDisallow = can.manageGateway ? undefined : serverTexts.needsAdmin;
  return (
    <SettingRow
      title={texts.keys}
      state={<Switched isOn={allowsKeys}>{allowsKeys ? texts.allowed : texts.notAllowed}</Switched>}
      text={allowsKeys ? texts.keysOnText(nameEnvironment(page)) : texts.keysOffText}
      action={
        <ServerButton
          opens={allowsKeys ? "disallowKeys" : "allowKeys"}
          disabledReason={allowsKeys ? neededToDisallow : neededToAllow}
          className="max-sm:w-full"
        >
          {allowsKeys ? texts.disallow : texts.allow}
        </ServerButton>
      }
    />
  );
}
