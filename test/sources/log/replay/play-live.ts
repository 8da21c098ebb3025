import { diagnose } from '../../../../src/core/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../../../src/core/diagnosis/diagnosis.ts';
import type { Log } from '../../../../src/core/memory/facts.ts';
import { type Memory, newMemory } from '../../../../src/core/memory/memory.ts';
import type { Observation } from '../../../../src/core/memory/observation.ts';
import { remember } from '../../../../src/core/memory/remember.ts';
import { factsOf } from '../../../../src/core/memory/snapshot.ts';
import { valueOr } from '../../../../src/core/observed.ts';
import { rules } from '../../../../src/rules/index.ts';
import { createLogReader } from '../../../../src/sources/log/read/log-reader.ts';
import { createOutputTail } from '../../../../src/sources/log/read/output-tail.ts';
import { createReplay } from '../../../../src/sources/log/replay/replay.ts';
import { NOW, settings } from '../../../support/builders.ts';
import { SAVED_AT } from '../../../support/replay.ts';

const CHUNK_BYTES = 4_096;
const COMMAND: readonly string[] = ['./start'];
const PID = 7;

/** What the log of an app said, without times and numbers of repeats. */
export function saidLive(log: Buffer): object {
  return said(playedLive(log).log);
}

/** The same of the saved log. */
export function saidSaved(log: Buffer): object {
  const replay = createReplay(settings(), SAVED_AT);
  replay.write(log);
  const [only, ...others] = replay.end();
  if (only === undefined || others.length > 0) throw new Error('the log is not of one source');
  return said(valueOr(only.facts.observed.log, { tail: [], exceptions: [], hostRejections: [], cutBytes: 0 }));
}

/** What the agent says where an app wrote the log and then ended as the log itself tells; undefined where that tells of no end. */
export function liveDiagnoses(log: Buffer): readonly Diagnosis[] | undefined {
  const replay = createReplay(settings(), SAVED_AT);
  replay.write(log);
  const app = replay.end()[0]?.facts.observed.app;
  if (!app?.known || app.value.exit === undefined) return undefined;
  const { code = 1, signal } = app.value.exit;
  const at = NOW + 2_000;
  const seen: readonly Observation[] = [
    { kind: 'event', fact: 'app-exited', value: signal === undefined ? { code } : { signal }, at },
    { kind: 'saw', fact: 'processes', value: [], at: at + 100 },
    { kind: 'saw', fact: 'listeners', value: [], at: at + 100 },
  ];
  const facts = factsOf(seen.reduce(remember, playedLive(log)), at + 1_000);
  return diagnose(rules, facts, []).diagnoses;
}

/** What the agent remembers of an app that wrote the log in chunks and still runs. */
function playedLive(log: Buffer): Memory {
  const origin = 'stderr';
  let memory = newMemory(settings(), [], NOW);
  const record = (observation: Observation): void => {
    memory = remember(memory, observation);
  };
  record({ kind: 'event', fact: 'app-started', value: { command: COMMAND, pid: PID }, at: NOW });
  const tail = createOutputTail();
  const reader = createLogReader((event) =>
    record({ kind: 'event', fact: 'logged', value: { origin, event }, at: NOW + 1_000 }),
  );
  for (let from = 0; from < log.length; from += CHUNK_BYTES) {
    const chunk = log.subarray(from, from + CHUNK_BYTES);
    reader.write(chunk);
    tail.write(origin, chunk, NOW + 1_000);
  }
  reader.end();
  record({ kind: 'saw', fact: 'tail', value: tail.lines(), at: NOW + 1_000 });
  return memory;
}

function said({ exceptions, bindErrors = [], dependencyFailures = [], upstreamFailures = [], ...rest }: Log): object {
  const { supervised = [], hostRejections } = rest;
  return {
    exceptions: exceptions.map(({ at: _, ...exception }) => exception),
    bindErrors: bindErrors.map(({ line, reason, port }) => ({ line, reason, port })),
    dependencyFailures: dependencyFailures.map(({ target, how, line }) => ({ target, how, line: withoutStamp(line) })),
    upstreamFailures: upstreamFailures.map(({ upstream, reason }) => ({ upstream, reason })),
    supervised: supervised.map(({ supervisor, name, failures }) => ({ supervisor, name, failures })),
    hostRejections: hostRejections.map(({ framework, line }) => ({ framework, line })),
  };
}

/** Of a saved log the stamp before a line may be a platform's. */
const withoutStamp = (line: string): string => line.replace(/^\d{4}-\d\d-\d\dT\S+ +/, '');
