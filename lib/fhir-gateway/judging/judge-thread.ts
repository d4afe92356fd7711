// A thread that judges large bodies, one at a time (judges.ts).
import { parentPort, workerData } from "node:worker_threads";
import { lowerThisThread } from "#lib/platform/process/lower-priority.ts";
import { createPeer } from "#lib/platform/processes/peer.ts";
import { judgeBody } from "./judge-body.ts";
import { createBytesPort, type JudgeCalls, type JudgeData } from "./judge-contract.ts";
import { judgeResponse } from "./judge-response.ts";
import { judgeStatement } from "./judge-statement.ts";
import { judgeStored } from "./judge-stored.ts";

const data: JudgeData = workerData;
if (parentPort === null) throw new Error("this module must run in a worker thread");
lowerThisThread(data.niceness);
const calls: JudgeCalls = {
  judgeBody,
  judgeResponse: (response, options) => {
    const answer = judgeResponse(response, options);
    return typeof answer.body === "string" ? { ...answer, body: Buffer.from(answer.body) } : answer;
  },
  judgeStored,
  judgeStatement,
};
createPeer<JudgeCalls, object>(createBytesPort(parentPort), calls);
