import type { Sink } from './sink.ts';

/** A sink that is still being created. Reports wait for it in order, so the agent does not have to. */
export function lateSink(name: string, making: Promise<Sink>, live: boolean): Sink {
  return {
    name,
    live,
    deliver: async (report, signal) => (await making).deliver(report, signal),
  };
}
