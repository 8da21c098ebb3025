import type { Endpoint } from '../facts/endpoint.ts';
import type { Outcome, Purpose } from '../facts/probe.ts';
import type { StatusRange } from './profiles/profile.ts';
import { type ProfileName, profiles } from './profiles/profiles.ts';

/** The settings that decide how a probe is made and judged. */
export interface CheckSettings {
  readonly profile: ProfileName;
  readonly strict: boolean;
  readonly healthPath?: string;
}

/** An HTTP request of a check. */
export interface CheckRequest {
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The request that a check sends to an http endpoint. */
export function checkRequest(settings: CheckSettings, purpose: Purpose, address: string, port: number): CheckRequest {
  const { host, headers } = profiles[settings.profile];
  const inBrackets = address.includes(':') ? `[${address}]` : address;
  return {
    path: checkPath(settings, purpose),
    host: host.replace('ADDRESS', () => inBrackets).replace('PORT', String(port)),
    headers: headers[purpose] ?? {},
  };
}

/** The path that a check requests. */
export function checkPath({ profile, strict, healthPath }: CheckSettings, purpose: Purpose): string {
  const { paths } = profiles[profile];
  const strictPath = strict && purpose === 'release' ? paths.strictRelease : undefined;
  return healthPath ?? strictPath ?? paths[purpose];
}

/** Whether the profile makes no request and only checks that the process is alive. */
export const checksProcessOnly = ({ profile, healthPath }: CheckSettings): boolean =>
  profiles[profile].isProcessEnough === true && healthPath === undefined;

/** Whether the check requires a particular status. Then a redirect or a 404 is a fault, and the strict diagnoses apply. */
export const wantsStatus = (settings: CheckSettings): boolean => passingStatuses(settings) !== 'any';

/** The statuses that the check requires, in words: "200", "200 to 399", or "any" if every response passes. */
export function wantedStatus(settings: CheckSettings): string {
  const statuses = passingStatuses(settings);
  if (statuses === 'any') return statuses;
  return statuses.map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`)).join(' or ');
}

/** Whether the platform has strict checks that are off. */
export const mightBeStricter = ({ profile, strict }: CheckSettings): boolean =>
  !strict && profiles[profile].strictPasses !== undefined;

/** Whether a response with this status passes the check. */
export function acceptsStatus(settings: CheckSettings, status: number): boolean {
  const statuses = passingStatuses(settings);
  return statuses === 'any' || statuses.some(([first, last]) => status >= first && status <= last);
}

/** Whether an outcome passes the check. */
export function passes(settings: CheckSettings, endpoint: Pick<Endpoint, 'protocol'>, outcome: Outcome): boolean {
  if (endpoint.protocol !== 'http') return outcome.kind === 'connected';
  return outcome.kind === 'answered' && acceptsStatus(settings, outcome.status);
}

function passingStatuses({ profile, strict }: CheckSettings): readonly StatusRange[] | 'any' {
  const { passes: usual, strictPasses } = profiles[profile];
  return (strict ? strictPasses : undefined) ?? usual;
}
