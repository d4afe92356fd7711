import { type Actor, getActorId } from "#lib/actor.ts";
import { takeTeamTurn } from "#lib/limits/team-turns.ts";
import { TextStream } from "./define-route.ts";

/** A reader who takes nothing of a file for so long is cut off: their team waits for its turn. */
export const maxIdleMs = 60_000;

function getTeamId(actor: Actor): string {
  if (actor.type === "user") return actor.team?.id ?? actor.userId;
  return actor.type === "apiKey" ? actor.teamId : actor.name;
}

/** Waits for the turn of the actor's team. Resolves with what ends it; throws `rate_limit_exceeded`. */
export function takeTurn(operationId: string, actor: Actor, signal: AbortSignal | null): Promise<() => void> {
  return takeTeamTurn(operationId, { teamId: getTeamId(actor), id: getActorId(actor) }, signal);
}

/** Ends the turn once the answer is complete: a file when its last part was read, or its reader has stopped reading. */
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
      // After a part that is being read: until then it costs the database as much as before.
      return (await chunks.return?.()) ?? { done: true, value: undefined };
    } finally {
      leave();
    }
  };
  const startWaiting = () => {
    if (isStopped) return;
    idle = setTimeout(() => {
      isCutOff = true;
      // Its reader learns of it from the next part.
      stop().catch(() => {});
    }, maxIdleMs);
    idle.unref();
  };
  const next = async (): Promise<IteratorResult<string>> => {
    clearTimeout(idle);
    if (isCutOff) throw new Error("the reader of a file stopped reading");
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
