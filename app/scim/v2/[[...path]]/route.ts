import { answerFetchScimRequest } from "#lib/scim/answer-fetch-request.ts";

export {
  answerFetchScimRequest as DELETE,
  answerFetchScimRequest as GET,
  answerFetchScimRequest as HEAD,
  answerFetchScimRequest as PATCH,
  answerFetchScimRequest as POST,
  answerFetchScimRequest as PUT,
};
