import type { Session } from "#lib/db/generated/client.ts";
import type { SessionDto } from "#lib/schemas/sessions.ts";

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
