import type { Confidence, Severity } from '../../../core/diagnosis/diagnosis.ts';
import type { Rendered, Rule } from '../../../core/diagnosis/rule.ts';
import { listOf, objectOf, ref, type Schema, said, text, texts, words } from './schema.ts';

type Entry = Pick<Rule, 'code' | 'title' | 'meaning' | 'needs' | 'explains' | 'example'>;

/** A diagnosis of the catalogue, as the command `explain` prints it. */
export const catalogueEntry: Schema = objectOf<Entry>({
  code: text,
  title: said(text, 'A few words without values.'),
  meaning: said(text, 'What it means.'),
  needs: said(texts, 'The facts that it is based on.'),
  explains: said(texts, 'Codes of the diagnoses that it explains.'),
  example: said(
    objectOf<Rendered>({
      severity: words<Severity>({ error: true, warning: true, info: true }),
      confidence: words<Confidence>({ certain: true, likely: true }),
      summary: text,
      evidence: listOf(ref('Evidence')),
      remedy: texts,
    }),
    'An example.',
  ),
});
