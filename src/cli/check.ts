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

/** An agent that is there answers within milliseconds; one that is stuck must not keep a health check waiting. */
const ANSWER_MS = 1_500;

/** Asks the agent of this container, or looks itself where there is none, and prints one report. Gives 0 for healthy, 1 for not; throws SettingsError for wrong usage. */
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
  /** Who looked, as a sentence. */
  readonly source: string;
}

async function lookedAt(options: Options): Promise<LookedAt> {
  const address = agentAddress(options);
  const told = address && (await agentStatus(address, ANSWER_MS));
  const where = address ? `the agent on ${hostPort(address.host, address.port)}` : 'an agent';
  if (told?.kind === 'told') return { body: told.body, source: `As ${where} sees it.` };
  const { lookOnce } = await import('./look-once.ts');
  const verb = told?.kind === 'refused' ? 'refuses to answer' : 'does not answer';
  const why = told ? `${where} ${verb}: ${told.reason}` : `none was asked: ${options.apiOff ?? '--no-api'}`;
  return { body: await lookOnce(options), source: `One look without an agent (${why}).` };
}

/** How a report is shown on this stream. */
export function displayOn(stream: NodeJS.WriteStream, source: string): Display {
  const columns = stream.isTTY ? stream.columns : Number.POSITIVE_INFINITY;
  const width = Math.min(120, Math.max(40, columns || 80));
  return {
    paint: paintFor(stream.isTTY === true, process.env),
    // Who reads from a file or a pipe breaks lines as it likes.
    width: stream.isTTY ? width : Number.POSITIVE_INFINITY,
    now: Date.now(),
    source,
  };
}

/** The texts stay as the agent gave them, escaped where a terminal would obey them. */
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
