"use client";

import type { ComponentProps } from "react";
import { AuditLog } from "#components/audit/list/audit-view.tsx";
import { instanceTexts } from "./texts.ts";

type InstanceAuditProps = Pick<ComponentProps<typeof AuditLog>, "page" | "filters" | "events">;

/** The console's own audit log. */
export function InstanceAudit(props: InstanceAuditProps) {
  const { intro, placeholder, actor, anyone, groups } = instanceTexts.audit;
  return (
    <AuditLog {...props} source="instance" intro={intro} choices={{ placeholder, actor, anyone, groups }} />
  );
}
