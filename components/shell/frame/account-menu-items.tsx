"use client";

import { CircleUserRound, Lock, MonitorSmartphone, SunMoon } from "lucide-react";
import { shellTexts } from "#components/shell/texts.ts";
import { MenuLink } from "#components/ui/menu/menu-items.tsx";

export function AccountMenuItems() {
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
      <MenuLink href="/account/appearance" icon={<SunMoon aria-hidden="true" />}>
        {shellTexts.appearance}
      </MenuLink>
    </>
  );
}
