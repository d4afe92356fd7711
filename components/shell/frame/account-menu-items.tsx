"use client";

import { Bell, CircleUserRound, Lock, MonitorSmartphone, ServerCog, SunMoon } from "lucide-react";
import { shellTexts } from "#components/shell/texts.ts";
import { MenuLink, MenuSeparator } from "#components/ui/menu/menu-items.tsx";

/** `isInstanceOwner`: the person is an administrator of this console. */
export function AccountMenuItems({ isInstanceOwner }: { isInstanceOwner: boolean }) {
  return (
    <>
      <MenuLink href="/account" icon={<CircleUserRound aria-hidden="true" />}>
        {shellTexts.account}
      </MenuLink>
      <MenuLink href="/account/security" icon={<Lock aria-hidden="true" />}>
        {shellTexts.security}
      </MenuLink>
      <MenuLink href="/account/sessions" icon={<MonitorSmartphone aria-hidden="true" />}>
        {shellTexts.sessions}
      </MenuLink>
      <MenuLink href="/account/notifications" icon={<Bell aria-hidden="true" />}>
        {shellTexts.notifications}
      </MenuLink>
      <MenuLink href="/account/appearance" icon={<SunMoon aria-hidden="true" />}>
        {shellTexts.appearance}
      </MenuLink>
      {isInstanceOwner ? (
        <>
          <MenuSeparator />
          <MenuLink href="/instance/people" icon={<ServerCog aria-hidden="true" />}>
            {shellTexts.administration}
          </MenuLink>
        </>
      ) : null}
    </>
  );
}
