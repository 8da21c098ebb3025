import type { Clock } from '../../../core/clock.ts';
import type { LogOrigin } from '../../../core/facts/log-event.ts';
import type { ReadOutput } from '../../../core/ports/output-port.ts';
import type { Source, Watch } from '../../../core/ports/source.ts';
import { createLogRecord } from './log-record.ts';
import { createLogStreams, type LogStream } from './log-streams.ts';
import { QUIET_MS } from './tail-pace.ts';

/** Reads all streams of the app's output: what they say at once, their common tail every 250 ms. */
export interface LogReaders {
  /** Reads a chunk as it came; does not keep it. */
  write(origin: LogOrigin, chunk: Buffer): void;
  /** The streams that `write` made have ended: tells what is left. */
  end(): void;
  /** A stream of its own, also where another has the same origin: their lines do not run into each other. */
  open(origin: LogOrigin): LogStream;
  /** The end of what was written, for those who ask. */
  readonly last: ReadOutput;
  /** Records what the readers observe; what was written before it runs is recorded when it does. */
  readonly source: Source;
}

export function createLogReaders(clock: Clock): LogReaders {
  let wake = (): void => {};
  const record = createLogRecord(clock);
  const streams = createLogStreams(clock, record, () => wake());
  const outputs = new Map<LogOrigin, LogStream>();

  return {
    write(origin, chunk) {
      const output = outputs.get(origin) ?? streams.open(origin);
      outputs.set(origin, output);
      output.write(chunk);
    },
    end() {
      streams.end([...outputs.values()]);
      outputs.clear();
    },
    open: streams.open,
    last: streams.last,
    source: { name: 'log', run },
  };

  async function run(watch: Watch, signal: AbortSignal): Promise<void> {
    record.to(watch.record);
    signal.addEventListener('abort', () => wake(), { once: true });
    while (!signal.aborted) {
      await unsettled();
      await clock.sleep(QUIET_MS, signal);
      streams.settle();
    }
  }

  /** Resolves when there is something to settle; until then nothing needs a timer. */
  function unsettled(): Promise<void> {
    if (streams.isUnsettled) return Promise.resolve();
    return new Promise((resolve) => {
      wake = resolve;
    });
  }
}
