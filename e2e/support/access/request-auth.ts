import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** The status that a proxy gets for a key, or 0 if the instance did not answer. */
export function requestAuth(origin: string, secret: string, question = ""): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(
      `${origin}/v1/api/auth?${question}`,
      { agent, headers: { authorization: `Bearer ${secret}` } },
      (response) => {
        response.resume();
        response.once("end", () => resolve(response.statusCode ?? 0));
        response.once("error", () => resolve(0));
      },
    );
    sent.once("error", () => resolve(0));
    sent.end();
  });
}
