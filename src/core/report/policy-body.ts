import { acceptsStatus, checkPath, checksProcessOnly } from '../checks/profile.ts';
import { profiles } from '../checks/profiles/profiles.ts';
import type { GivenBy, Settings } from '../checks/settings.ts';
import { redact } from '../redaction/redact.ts';

/** The source of a policy value. */
export type Origin = GivenBy | 'profile' | 'default';

/** The rules for judging the app, in JSON. Times are in seconds, as in the flags. */
export interface PolicyBody {
  readonly profile: string;
  /** The source of the profile's choice. */
  readonly chosenBy: Exclude<Origin, 'profile'>;
  readonly strict: boolean;
  /** How the checks are made. `process` checks whether the app runs, and `tcp` means that no endpoint speaks HTTP. */
  readonly release: 'http' | 'tcp' | 'command' | 'process';
  /** The side from which the platform checks. */
  readonly from: 'outside' | 'inside';
  /** The path of runtime checks, and of the release check unless `releasePath` differs; null without HTTP. */
  readonly path: string | null;
  readonly releasePath: string | null;
  /** The Host header. The words ADDRESS and PORT stand for those of the endpoint. */
  readonly host: string | null;
  /** Names of the other headers that are sent. */
  readonly headers: readonly string[];
  /** Statuses that pass: `any`, or a list such as `200` or `200-399`. */
  readonly passes: string | null;
  readonly redirects: 'fail' | 'pass' | 'follow' | null;
  readonly interval: number;
  readonly timeout: number;
  readonly failures: number;
  readonly successes: number;
  readonly releaseTimeout: number;
  readonly origin: { readonly [N in PolicyValue]: Origin };
}

/** The policy values that have an origin. */
export type PolicyValue = Exclude<keyof PolicyBody, 'chosenBy' | 'origin'>;

/** The policy that these settings make. */
export function policyBody(settings: Settings): PolicyBody {
  const { profile, strict, timing, releaseTimeoutMs, given = {} } = settings;
  return {
    profile,
    chosenBy: given.profile ?? 'default',
    strict,
    ...requestOf(settings),
    interval: timing.intervalMs / 1_000,
    timeout: timing.timeoutMs / 1_000,
    failures: timing.failureThreshold,
    successes: timing.successThreshold,
    releaseTimeout: releaseTimeoutMs / 1_000,
    origin: originOf(settings),
  };
}

type RequestValue = 'release' | 'from' | 'path' | 'releasePath' | 'host' | 'headers' | 'passes' | 'redirects';

function requestOf(settings: Settings): Pick<PolicyBody, RequestValue> {
  const from = 'outside';
  const release = releaseOf(settings);
  if (release !== 'http') {
    const nothing = { path: null, releasePath: null, host: null, passes: null, redirects: null };
    return { release, from, headers: [], ...nothing };
  }
  const { host, headers } = profiles[settings.profile];
  return {
    release,
    from,
    path: redact(checkPath(settings, 'runtime')),
    releasePath: redact(checkPath(settings, 'release')),
    host,
    headers: Object.keys({ ...headers.release, ...headers.runtime }),
    passes: statusList((status) => acceptsStatus(settings, status)),
    redirects: acceptsStatus(settings, 302) ? 'pass' : 'fail',
  };
}

/** With several endpoints, HTTP wins. */
function releaseOf(settings: Settings): PolicyBody['release'] {
  if (checksProcessOnly(settings)) return 'process';
  const { endpoints } = settings;
  return endpoints.length > 0 && endpoints.every(({ protocol }) => protocol !== 'http') ? 'tcp' : 'http';
}

function originOf(settings: Settings): PolicyBody['origin'] {
  const { given = {} } = settings;
  const byProfile = 'profile';
  const path = given.path ?? byProfile;
  return {
    profile: given.profile ?? 'default',
    strict: given.strict ?? 'default',
    release: (releaseOf(settings) === 'tcp' ? given.release : undefined) ?? byProfile,
    from: byProfile,
    path,
    releasePath: path,
    host: byProfile,
    headers: byProfile,
    passes: byProfile,
    redirects: byProfile,
    interval: given.interval ?? byProfile,
    timeout: given.timeout ?? byProfile,
    failures: given.failures ?? byProfile,
    successes: given.successes ?? byProfile,
    releaseTimeout: given.releaseTimeout ?? byProfile,
  };
}

const FIRST_STATUS = 100;
const LAST_STATUS = 599;

/** The accepted statuses as numbers and ranges: `200,204`, `200-399`, or `any` if all are accepted. */
function statusList(accepts: (status: number) => boolean): string {
  const ranges: string[] = [];
  let first: number | undefined;
  for (let status = FIRST_STATUS; status <= LAST_STATUS + 1; status += 1) {
    const isAccepted = status <= LAST_STATUS && accepts(status);
    if (isAccepted) first ??= status;
    if (isAccepted || first === undefined) continue;
    if (first === FIRST_STATUS && status > LAST_STATUS) return 'any';
    ranges.push(first === status - 1 ? String(first) : `${first}-${status - 1}`);
    first = undefined;
  }
  return ranges.join();
}
