import { setTimeout as sleep } from 'node:timers/promises';
import { durationWords } from '../core/clock.ts';
import { SettingsError } from '../core/errors.ts';
import { flat } from '../core/redaction/neutralise.ts';
import { redact } from '../core/redaction/redact.ts';
import { ours, safely } from '../core/redaction/safe-json.ts';
import type { StatusBody } from '../core/report/status-body.ts';
import { optionsFrom } from '../settings/given.ts';
import { wrongFlag } from '../settings/layers.ts';
import type { Options } from '../settings/options.ts';
import { diagnosisLines } from '../terminal/status-text.ts';
import { agentStatus, isRecord, type StatusAnswer } from './agent-status.ts';
import { type AgentAddress, agentAddress, askAgent } from './ask-agent.ts';
import { displayOn } from './check.ts';
import { timeoutOption } from './command-options.ts';
import { exitCode } from './exit-code.ts';
import { print } from './print.ts';

/** The arguments of `sidewatch wait`: its flags as texts, and the longest time to wait, in seconds. */
export interface WaitArguments {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly timeout: string | undefined;
}

/** How long the outcome may take to be reported after the release check's own limit. */
const MARGIN_MS = 30_000;
/** The longest release timeout that may be set. */
const LONGEST_MS = 900_000;
const ANSWER_MS = 2_000;
const LONG_POLL_S = 10;
const RETRY_MS = 200;

/**
 * Waits until the agent's release check has passed or failed, and prints the outcome. Also waits for the agent to start.
 * Returns 0 if the check has passed, 1 if it has failed or the time is up; throws SettingsError for wrong usage.
 */
export async function wait({ flags, timeout }: WaitArguments): Promise<number> {
  const options = optionsFrom(flags);
  const limitMs = timeout === undefined ? options.settings.releaseTimeoutMs + MARGIN_MS : timeoutMs(timeout);
  const address = agentAddress(options);
  if (address === undefined) return withoutApi(options);
  const told = await released(address, performance.now() + limitMs);
  await print(ours(`${outcomeLines(told && safely(told), limitMs).join('\n')}\n`));
  return told?.kind === 'told' && told.body.release.state === 'passed' ? exitCode.ok : exitCode.unhealthy;
}

/** There is no API to ask. That is wrong usage only if the caller turned it off. */
async function withoutApi({ apiOff }: Options): Promise<number> {
  if (apiOff === undefined)
    throw new SettingsError('`sidewatch wait` asks the API of an agent, which --no-api turns off');
  await print(redact(`Cannot query the agent: ${apiOff}. Fix: give it another address with --listen HOST:PORT.\n`));
  return exitCode.unhealthy;
}

function timeoutMs(text: string): number {
  const value = timeoutOption.kind.parse(text);
  if (value === undefined) throw wrongFlag(timeoutOption, text);
  return value;
}

/** What the agent reported when its release check was over, or last before the time was up. */
async function released(address: AgentAddress, until: number): Promise<StatusAnswer | undefined> {
  const leftMs = (): number => Math.max(0, until - performance.now());
  let last: StatusAnswer | undefined;
  // Read before the status. Otherwise an event in between would be missed.
  let seen = await newestEvent(address, Math.min(ANSWER_MS, leftMs()));
  do {
    const told = await agentStatus(address, Math.max(1, Math.min(ANSWER_MS, leftMs())));
    if (told.kind === 'refused' || isOver(told)) return told;
    last = lastWord(last, told, leftMs() > 0);
    const polling = told.kind === 'told' && seen !== undefined;
    const pollS = Math.min(LONG_POLL_S, Math.floor(leftMs() / 1_000));
    const answered =
      polling && pollS > 0 ? await newestEvent(address, leftMs(), `since=${seen}&wait=${pollS}`) : undefined;
    if (answered === undefined || answered === seen) await sleep(Math.min(RETRY_MS, leftMs()));
    seen = answered ?? (await newestEvent(address, Math.max(1, Math.min(ANSWER_MS, leftMs()))));
  } while (leftMs() > 0);
  return last;
}

/** The last report of an agent that has exited since; without any report, why there was none, if there was time to see that. */
function lastWord(before: StatusAnswer | undefined, told: StatusAnswer, hadTime: boolean): StatusAnswer {
  if (before === undefined || told.kind === 'told') return told;
  return before.kind !== 'told' && hadTime ? told : before;
}

const isOver = (told: StatusAnswer): boolean =>
  told.kind === 'told' && (told.body.release.state !== 'waiting' || isEnded(told.body));

/** An app that was stopped before that has neither passed nor failed. */
const isEnded = ({ app }: StatusBody): boolean => app !== null && app.exit !== null;

/** The newest event as RUN:SEQ, as soon as there is one that the query asks for; undefined if the agent does not answer that. */
async function newestEvent(
  address: AgentAddress,
  limitMs: number,
  query = 'since=999999999999999',
): Promise<string | undefined> {
  const reply = await askAgent(address, `/v1/events?${query}`, limitMs);
  if (reply.kind !== 'answered' || reply.status !== 200) return undefined;
  const { newest, run } = isRecord(reply.body) ? reply.body : {};
  const seq = typeof newest === 'number' ? newest : 0;
  // An agent of version 0.1 has no runs.
  return typeof run === 'string' && /^[A-Za-z0-9]{1,64}$/.test(run) ? `${run}:${seq}` : String(seq);
}

function outcomeLines(told: StatusAnswer | undefined, limitMs: number): readonly string[] {
  const late = `after ${durationWords(limitMs)}: `;
  if (told === undefined) return [`No agent could be queried ${late}the time was too short.`];
  if (told.kind === 'refused') return [`The agent refuses to answer: ${flat(told.reason)}.`];
  if (told.kind === 'nobody') return [`No agent reported a release check ${late}${flat(told.reason)}.`];
  const { body } = told;
  if (body.release.state === 'passed') return [`The release check passed${tookWords(body)}.`];
  const failed = body.release.state === 'failed';
  if (!failed && isEnded(body)) return ['The app was stopped before its release check was over.', ...causeLines(body)];
  return [
    failed ? 'The release check failed.' : `The release check is still waiting ${late}`.replace(/: $/, '.'),
    ...causeLines(body),
  ];
}

/** In the words of the log: "after 2.3 s on port 8000". */
function tookWords({ app, release: { passedAt, lastProbe } }: StatusBody): string {
  const port = lastProbe === null ? '' : ` on port ${lastProbe.port}`;
  if (app === null || passedAt === null) return port;
  const tookMs = Math.max(0, Date.parse(passedAt) - Date.parse(app.startedAt));
  // No release check lasts that long, so the app started long before its agent.
  return tookMs > LONGEST_MS ? port : ` after ${durationWords(tookMs)}${port}`;
}

function causeLines({ diagnoses }: StatusBody): readonly string[] {
  const cause = diagnoses.find(({ primary }) => primary);
  return cause === undefined ? [] : [flat(cause.summary), ...diagnosisLines(cause, displayOn(process.stdout, ''))];
}
