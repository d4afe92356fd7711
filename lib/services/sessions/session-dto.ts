import type { SessionDto } from "#lib/contract/people/sessions.ts";
import type { Session } from "#lib/platform/db/generated/client.ts";

export function toSessionDto(session: Session, currentSessionId: string): SessionDto {
  return {
    id: session.id,
    current: session.id === currentSessionId,
    createdAt: session.createdAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    address: session.address,
    agent: session.agent,
  };
}
