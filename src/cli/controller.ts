import type { Sink } from '../core/ports/sink.ts';
import type { OutboxStore } from '../sinks/controller/outbox-store.ts';
import type { SpoolOptions } from '../sinks/controller/spool/spool.ts';
import type { ControllerLinkSource } from '../sources/controller/controller-link.ts';
import { systemClock } from '../system-clock.ts';
import type { Context } from './context.ts';
import { tokenReader } from './token-reader.ts';

/** The sink that pushes reports to the controller at `url`. Loads its libraries now. */
export async function openController(
  url: URL,
  { agent, options, logger }: Pick<Context, 'agent' | 'options' | 'logger'>,
  onLink: ControllerLinkSource['tell'],
): Promise<Sink> {
  const { createControllerSink } = await import('../sinks/controller/controller-sink.ts');
  const { clientTlsReader } = await import('../sinks/controller/client-tls.ts');
  const { settings, controllerTokenFile, controllerTls, spool } = options;
  const { instance } = settings;
  const { run } = agent;
  const clock = systemClock;
  const store =
    spool === undefined ? undefined : await openStore({ directory: spool, instance, series: run, clock, logger });
  return createControllerSink({
    url,
    ...(controllerTokenFile && { token: tokenReader(controllerTokenFile, () => logger.warn(USELESS_TOKEN)) }),
    tls: clientTlsReader(controllerTls),
    instance,
    run,
    ...(store && { store }),
    clock,
    random: Math.random,
    logger,
    onLink,
  });
}

const USELESS_TOKEN = 'the new --controller-token-file cannot be used; reports keep the old token';

async function openStore(options: SpoolOptions): Promise<OutboxStore> {
  const { openSpool } = await import('../sinks/controller/spool/spool.ts');
  return openSpool(options);
}
