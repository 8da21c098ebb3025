import { ours } from '../../../core/redaction/safe-json.ts';
import { textAnswer } from '../http/answer.ts';
import { withTag } from '../http/etag.ts';
import { keptAnswer } from '../kept-answer.ts';

/** Every diagnosis, as `sidewatch explain --format json` prints it. */
export const getCatalogue = keptAnswer(async ({ catalogue }) => {
  const text = await catalogue();
  return withTag(textAnswer(200, 'application/json', ours(text)), text);
});
