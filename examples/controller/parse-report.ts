import type { FleetReport } from './fleet.ts';

/** Reads a CloudEvents 1.0 event in structured JSON; undefined if it is not a report from sidewatch. Ignores unknown members. */
export function parseReport(text: string): FleetReport | undefined {
  const event = objectIn(parsed(text));
  const data = objectIn(event['data']);
  const { id, source } = event;
  const { seq, series, run, dropped, status } = data;
  if (event['specversion'] !== '1.0' || event['type'] !== 'dev.sidewatch.report.v1') return undefined;
  if (typeof id !== 'string' || typeof source !== 'string' || typeof seq !== 'number') return undefined;
  return {
    id,
    source,
    seq,
    series: typeof series === 'string' ? series : '',
    run: typeof run === 'string' ? run : '',
    dropped: typeof dropped === 'number' ? dropped : 0,
    last: data['last'] === true,
    status: typeof status === 'string' ? status : 'unknown',
    primary: primaryOf(data['diagnoses']),
  };
}

function primaryOf(diagnoses: unknown): FleetReport['primary'] {
  if (!Array.isArray(diagnoses)) return undefined;
  const { code, summary } = objectIn(diagnoses.find((each) => objectIn(each)['primary'] === true));
  return typeof code === 'string' && typeof summary === 'string' ? { code, summary } : undefined;
}

const objectIn = (value: unknown): Readonly<Record<string, unknown>> =>
  // Reading any member of any object is safe. The caller checks the value.
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
