import type { Endpoint } from '../facts/endpoint.ts';
import type { Outcome, Purpose } from '../facts/probe.ts';

/** How a platform checks health (CONTRACT.md section 3). */
export type ProfileName = 'aptible' | 'cloudaipilot' | 'kubernetes';

/** The runtime check's timing. */
export interface CheckTiming {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
}

/** What decides how one probe is made and judged. */
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

interface Profile {
  readonly timing: CheckTiming;
  /** How long the release check waits for an app to start. */
  readonly startAllowanceMs: number;
  path(settings: CheckSettings, purpose: Purpose): string;
  /** The word PORT stands for any port. */
  host(address: string, port: number | 'PORT'): string;
  headers(purpose: Purpose): Readonly<Record<string, string>>;
  accepts(status: number, strict: boolean): boolean;
}

const seconds = (n: number): number => n * 1_000;

export const profiles: Readonly<Record<ProfileName, Profile>> = {
  aptible: {
    timing: { intervalMs: seconds(20), timeoutMs: seconds(15), failureThreshold: 3, successThreshold: 2 },
    startAllowanceMs: seconds(180),
    path: ({ strict, healthPath }, purpose) => healthPath ?? (strict || purpose === 'runtime' ? '/healthcheck' : '/'),
    host: () => 'containers',
    headers: (purpose) => (purpose === 'runtime' ? { 'x-aptible-health-check': 'true' } : {}),
    accepts: (status, strict) => !strict || status === 200,
  },
  cloudaipilot: {
    timing: { intervalMs: seconds(10), timeoutMs: seconds(5), failureThreshold: 3, successThreshold: 1 },
    startAllowanceMs: seconds(180),
    path: ({ healthPath }) => healthPath ?? '/',
    host: (_address, port) => `localhost:${port}`,
    headers: () => ({}),
    accepts: (status) => status === 200,
  },
  kubernetes: {
    timing: { intervalMs: seconds(10), timeoutMs: seconds(1), failureThreshold: 3, successThreshold: 1 },
    startAllowanceMs: seconds(180),
    path: ({ healthPath }) => healthPath ?? '/',
    host: (address, port) => `${address.includes(':') ? `[${address}]` : address}:${port}`,
    headers: () => ({ 'user-agent': 'kube-probe/1.31' }),
    accepts: (status) => status >= 200 && status <= 399,
  },
};

/** Whether the profile asks nothing of HTTP: CloudAIPilot without a health path goes by the process alone. */
export const checksProcessOnly = (settings: CheckSettings): boolean =>
  settings.profile === 'cloudaipilot' && settings.healthPath === undefined;

/** The request that a check makes of an http endpoint. */
export function checkRequest(settings: CheckSettings, purpose: Purpose, address: string, port: number): CheckRequest {
  const profile = profiles[settings.profile];
  return {
    path: profile.path(settings, purpose),
    host: profile.host(address, port),
    headers: profile.headers(purpose),
  };
}

/** Whether the check wants a particular status: then a redirect or a 404 is a fault, and the strict diagnoses apply. */
export const wantsStatus = ({ profile, strict }: CheckSettings): boolean => profile !== 'aptible' || strict;

/** Whether an outcome passes the check. */
export function passes(settings: CheckSettings, endpoint: Pick<Endpoint, 'protocol'>, outcome: Outcome): boolean {
  if (endpoint.protocol !== 'http') return outcome.kind === 'connected';
  return outcome.kind === 'answered' && profiles[settings.profile].accepts(outcome.status, settings.strict);
}
