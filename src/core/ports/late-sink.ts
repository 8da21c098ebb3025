import type { Sink } from './sink.ts';

/** A sink that is still being made: what it is given meanwhile waits, in order, so that nothing else has to. */
export function lateSink(name: string, making: Promise<Sink>, live: boolean): Sink {
  return {
    name,
    live,
    deliver: async (report, signal) => (await making).deliver(report, signal),
  };
}
