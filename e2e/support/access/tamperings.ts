import type { Database } from "#lib/platform/db/database.ts";

/** A number from 0 up to, but not including, `end`. */
export type Random = (end: number) => number;

/** Mulberry32: good enough for choosing what to break, and reproducible with the same seed. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (end) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  };
}

interface Chain {
  database: Database;
  chainId: string;
  /** The number of its events. */
  length: number;
}

const textColumns = ["id", "action", "actor_type", "actor_id", "target_type", "target_id", "request_id"];

/**
 * What someone with the database's password, but without the audit secret, could do to one chain. Each of
 * these changes it.
 */
const tamperings: readonly ((chain: Chain, random: Random) => Promise<void>)[] = [
  // Edit a text.
  ({ database, chainId, length }, random) =>
    run(
      database,
      `UPDATE audit_events SET ${pick(textColumns, random)} = ${pick(textColumns, random)} || 'x${random(1e9)}'
       WHERE chain_id = $1 AND seq = $2`,
      [chainId, 1 + random(length)],
    ),
  // Edit what was changed.
  ({ database, chainId, length }, random) =>
    run(
      database,
      `UPDATE audit_events SET changes = changes || jsonb_build_object('forged', $3::int) WHERE chain_id = $1 AND seq = $2`,
      [chainId, 1 + random(length), random(1e9)],
    ),
  // Change the time.
  ({ database, chainId, length }, random) =>
    run(
      database,
      "UPDATE audit_events SET occurred_at = occurred_at + $3::int * interval '1 ms' WHERE chain_id = $1 AND seq = $2",
      [chainId, 1 + random(length), 1 + random(1e6)],
    ),
  // Rewrite the personal data, which is outside the chain.
  ({ database, chainId, length }, random) =>
    run(
      database,
      `UPDATE audit_events SET personal = personal || jsonb_build_object('address', $3::text)
       WHERE chain_id = $1 AND seq = $2`,
      [chainId, 1 + random(length), `198.51.100.${random(256)}/${random(1e9)}`],
    ),
  // Delete an event from the middle.
  ({ database, chainId, length }, random) =>
    run(database, "DELETE FROM audit_events WHERE chain_id = $1 AND seq = $2", [chainId, 1 + random(length)]),
  // Remove events from the end.
  ({ database, chainId, length }, random) =>
    run(database, "DELETE FROM audit_events WHERE chain_id = $1 AND seq > $2", [chainId, random(length)]),
  // Delete an event and close the gap.
  async ({ database, chainId, length }, random) => {
    const seq = 1 + random(length - 1);
    await run(database, "DELETE FROM audit_events WHERE chain_id = $1 AND seq = $2", [chainId, seq]);
    await run(database, "UPDATE audit_events SET seq = seq - 1000000 WHERE chain_id = $1 AND seq > $2", [
      chainId,
      seq,
    ]);
    await run(database, "UPDATE audit_events SET seq = seq + 999999 WHERE chain_id = $1 AND seq < 0", [
      chainId,
    ]);
  },
  // Swap two events.
  async ({ database, chainId, length }, random) => {
    const one = 1 + random(length);
    const other = 1 + ((one + random(length - 1)) % length);
    const move = "UPDATE audit_events SET seq = $3 WHERE chain_id = $1 AND seq = $2";
    await run(database, move, [chainId, one, 0]);
    await run(database, move, [chainId, other, one]);
    await run(database, move, [chainId, 0, other]);
  },
  // Forge an event, with a hash computed without the secret, and link the next one to it.
  async ({ database, chainId, length }, random) => {
    const seq = 1 + random(length);
    await run(
      database,
      `UPDATE audit_events SET actor_id = 'user_forged', hash = sha256(prev_hash || actor_id::bytea || $3::text::bytea)
       WHERE chain_id = $1 AND seq = $2`,
      [chainId, seq, String(random(1e9))],
    );
    await run(
      database,
      `UPDATE audit_events SET prev_hash = (SELECT hash FROM audit_events WHERE chain_id = $1 AND seq = $2)
       WHERE chain_id = $1 AND seq = $2 + 1`,
      [chainId, seq],
    );
  },
  // Insert an event at the end, and make the head refer to it.
  async ({ database, chainId, length }, random) => {
    await run(
      database,
      `INSERT INTO audit_events SELECT 'evt_forged', chain_id, $2::bigint + 1, action, actor_type, actor_id, target_type,
         target_id, changes, request_id, occurred_at, hash, sha256(hash || $3::text::bytea), personal, personal_hash
       FROM audit_events WHERE chain_id = $1 AND seq = $2`,
      [chainId, length, String(random(1e9))],
    );
    await run(
      database,
      `UPDATE audit_heads SET seq = $2::bigint + 1,
         hash = (SELECT hash FROM audit_events WHERE chain_id = $1 AND seq = $2 + 1) WHERE chain_id = $1`,
      [chainId, length],
    );
  },
];

function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error("no items to choose from");
  return item;
}

async function run(database: Database, statement: string, values: unknown[]): Promise<void> {
  await database.pool.query(statement, values);
}

/** Tampers with the chain in a random way, and returns a function that restores it. */
export async function tamper(chain: Chain, random: Random): Promise<() => Promise<void>> {
  const { database, chainId } = chain;
  const events = await database.prisma.auditEvent.findMany({ where: { chainId }, orderBy: { seq: "asc" } });
  const head = await database.prisma.auditHead.findUniqueOrThrow({ where: { chainId } });
  await pick(tamperings, random)(chain, random);
  return async () => {
    await database.prisma.auditEvent.deleteMany({ where: { OR: [{ chainId }, { id: "evt_forged" }] } });
    await database.prisma.auditEvent.createMany({
      data: events.map((event) => ({
        ...event,
        changes: event.changes ?? {},
        personal: event.personal ?? {},
      })),
    });
    await database.prisma.auditHead.update({ where: { chainId }, data: head });
  };
}
