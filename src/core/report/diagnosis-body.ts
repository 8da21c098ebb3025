import { rfc3339, timeOrNull } from '../clock.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';

/** A diagnosis in JSON. Times are RFC 3339, and absent values are null. */
export interface DiagnosisBody extends Omit<Diagnosis, 'since' | 'until' | 'heldSince' | 'causedBy' | 'evidence'> {
  readonly evidence: readonly (Omit<Diagnosis['evidence'][number], 'at'> & { readonly at?: string })[];
  readonly since: string;
  readonly until: string | null;
  readonly causedBy: string | null;
}

export function diagnosisBody(diagnosis: Diagnosis): DiagnosisBody {
  const { since, until, causedBy, evidence, heldSince: _, ...rest } = diagnosis;
  return {
    ...rest,
    evidence: evidence.map(({ at, ...seen }) => (at === undefined ? seen : { ...seen, at: rfc3339(at) })),
    since: rfc3339(since),
    until: timeOrNull(until),
    causedBy: causedBy ?? null,
  };
}
