import { ours } from '../../core/safe-json.ts';
import { type Answer, textAnswer } from './answer.ts';
import type { Asked } from './asked.ts';
import { tagged } from './etag.ts';

/** Every diagnosis that there is, as `sidewatch explain --format json` prints it. */
export async function getCatalogue({ known, call }: Asked): Promise<Answer> {
  const text = await known.about.catalogue();
  return tagged(textAnswer(200, 'application/json', ours(text)), text, call.ifNoneMatch);
}
