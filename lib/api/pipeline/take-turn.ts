import { type Actor, getActorId } from "#lib/domain/actor.ts";
import { minuteMs } from "#lib/domain/common/durations.ts";
import { takeTeamTurn } from "#lib/domain/limits/team-turns.ts";
import { TextStream } from "./define-route.ts";

/** A client that reads nothing of a file for this long is disconnected, because its team waits for the turn. */
export const maxIdleMs = minuteMs;

function getTeamId(actor: Actor): string {
  if (actor.type === "user") return actor.team?.id ?? actor.userId;
  return actor.type === "apiKey" ? actor.teamId : actor.name;
}

/** Waits for the turn of the actor's team. Resolves with a function that ends it. Throws `rate_limit_exceeded`. */
export function takeTurn(operationId: string, actor: Actor, signal: AbortSignal | null): Promise<() => void> {
  return takeTeamTurn(operationId, { teamId: getTeamId(actor), id: getActorId(actor) }, signal);
}

/** Ends the turn when the response is complete: for a file, after its last part or when its client stops reading. */
export function endTurnWith(answer: unknown, leave: () => void): unknown {
  if (answer instanceof TextStream) return createStreamInTurn(answer, leave);
  leave();
  return answer;
}

function createStreamInTurn({ contentType, fileName, chunks }: TextStream, leave: () => void): TextStream {
  let idle: NodeJS.Timeout | undefined;
  let isCutOff = false;
  let isStopped = false;

  const stop = async (): Promise<IteratorResult<string>> => {
    isStopped = true;
    clearTimeout(idle);
    try {
      // Waits for a part that is being read: until then the query still runs in the database.
      return (await chunks.return?.()) ?? { done: true, value: undefined };
    } finally {
      leave();
    }
  };
  const startWaiting = () => {
    if (isStopped) return;
    idle = setTimeout(() => {
      isCutOff = true;
      // The client gets the error when it requests the next part.
      stop().catch(() => {});
    }, maxIdleMs);
    idle.unref();
  };
  const next = async (): Promise<IteratorResult<string>> => {
    clearTimeout(idle);
    if (isCutOff) throw new Error("the client of a file stopped reading");
    try {
      const part = await chunks.next();
      if (part.done === true) leave();
      else startWaiting();
      return part;
    } catch (error) {
      leave();
      throw error;
    }
  };

  startWaiting();
  return new TextStream(contentType, fileName, { next, return: stop });
}
