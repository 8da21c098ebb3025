import { jsonAnswer } from './http/answer.ts';
import { withTag } from './http/etag.ts';
import { keptAnswer } from './kept-answer.ts';

/** The OpenAPI document. */
export const getOpenApi = keptAnswer(async ({ version }) => {
  // Loaded when somebody asks, which few agents ever see.
  const { openApiDocument } = await import('./openapi/document.ts');
  const document = openApiDocument(version);
  return withTag(jsonAnswer(200, document), document);
});
