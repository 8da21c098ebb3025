import { hostPort } from '../core/facts/address.ts';
import { escapedJson } from '../core/redaction/neutralise.ts';
import type { Safe } from '../core/redaction/redact.ts';
import { ours, safely } from '../core/redaction/safe-json.ts';
import type { StatusBody } from '../core/report/status-body.ts';
import { optionsFrom } from '../settings/given.ts';
import type { Options } from '../settings/options.ts';
import type { Display } from '../terminal/paint.ts';
import { paintFor } from '../terminal/paint.ts';
import { isHealthy, statusText } from '../terminal/status-text.ts';
import { agentStatus } from './agent-status.ts';
import { agentAddress } from './ask-agent.ts';
import { exitCode } from './exit-code.ts';
import { print } from './print.ts';

/** The arguments of `sidewatch check`: its flags as texts. */
export interface CheckArguments {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly format: 'text' | 'json';
}

/** A running agent answers within milliseconds. A stuck one must not keep a health check waiting. */
const ANSWER_MS = 1_500;

/** Asks the agent of this container, or checks the app itself if there is none, and prints one report. Returns 0 if the app is healthy, else 1; throws SettingsError for wrong usage. */
export async function check({ flags, format }: CheckArguments): Promise<number> {
  const { body, source } = await lookedAt(optionsFrom(flags));
  const healthy = isHealthy(body);
  await print(
    format === 'json' ? json({ ...body, healthy }) : ours(statusText(safely(body), displayOn(process.stdout, source))),
  );
  return healthy ? exitCode.ok : exitCode.unhealthy;
}

interface LookedAt {
  readonly body: StatusBody;
  /** Where the report comes from, as a sentence. */
  readonly source: string;
}

async function lookedAt(options: Options): Promise<LookedAt> {
  const address = agentAddress(options);
  const told = address && (await agentStatus(address, ANSWER_MS));
  const where = address ? `the agent on ${hostPort(address.host, address.port)}` : 'an agent';
  if (told?.kind === 'told') return { body: told.body, source: `Reported by ${where}.` };
  const { lookOnce } = await import('./look-once.ts');
  const verb = told?.kind === 'refused' ? 'refuses to answer' : 'does not answer';
  const why = told ? `${where} ${verb}: ${told.reason}` : `no agent was queried: ${options.apiOff ?? '--no-api'}`;
  return { body: await lookOnce(options), source: `Checked once without an agent (${why}).` };
}

/** How a report looks on this stream. */
export function displayOn(stream: NodeJS.WriteStream, source: string): Display {
  const columns = stream.isTTY ? stream.columns : Number.POSITIVE_INFINITY;
  const width = Math.min(120, Math.max(40, columns || 80));
  return {
    paint: paintFor(stream.isTTY === true, process.env),
    // The reader of a file or a pipe breaks lines itself.
    width: stream.isTTY ? width : Number.POSITIVE_INFINITY,
    now: Date.now(),
    source,
  };
}

/** The texts stay as the agent gave them. What a terminal would obey is escaped. */
const json = (value: unknown): Safe =>
  ours(
    `${escapedJson(
      JSON.stringify(
        safely(value, (text) => text),
        undefined,
        2,
      ),
    )}\n`,
  );
