import type { Clock } from '../../../core/clock.ts';
import type { LogOrigin } from '../../../core/facts/log-event.ts';
import type { ReadOutput } from '../../../core/ports/output-port.ts';
import type { Source, Watch } from '../../../core/ports/source.ts';
import { createLogRecord } from './log-record.ts';
import { createLogStreams, type LogStream } from './log-streams.ts';
import { QUIET_MS } from './tail-pace.ts';

/** Reads all streams of the app's output: reports their events immediately, and their common tail every 250 ms. */
export interface LogReaders {
  /** Reads a chunk as it came; does not keep it. */
  write(origin: LogOrigin, chunk: Buffer): void;
  /** The streams that `write` opened have ended: reports what is left. */
  end(): void;
  /** A separate stream, even if another has the same origin: their lines do not mix. */
  open(origin: LogOrigin): LogStream;
  /** The end of the output, for callers that ask. */
  readonly last: ReadOutput;
  /** Records what the readers observe, including what they observed before it runs. */
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

  /** Resolves when something must be settled; until then no timer is needed. */
  function unsettled(): Promise<void> {
    if (streams.isUnsettled) return Promise.resolve();
    return new Promise((resolve) => {
      wake = resolve;
    });
  }
}
