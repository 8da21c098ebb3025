import { type Answer, jsonAnswer } from './answer.ts';
import type { Asked } from './asked.ts';
import { tagged } from './etag.ts';

/** The OpenAPI document. */
export async function getOpenApi({ known, call }: Asked): Promise<Answer> {
  // Loaded when somebody asks, which few agents ever see.
  const { openApiDocument } = await import('./openapi/document.ts');
  const document = openApiDocument(known.about.version);
  return tagged(jsonAnswer(200, document), document, call.ifNoneMatch);
}
