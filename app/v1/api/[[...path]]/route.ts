import { answerFetchRequest } from "#lib/api/answer-fetch-request.ts";

export {
  answerFetchRequest as DELETE,
  answerFetchRequest as GET,
  answerFetchRequest as HEAD,
  answerFetchRequest as OPTIONS,
  answerFetchRequest as PATCH,
  answerFetchRequest as POST,
  answerFetchRequest as PUT,
};
