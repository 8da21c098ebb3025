import { randomBytes } from 'node:crypto';
import type { Sink } from '../core/sink.ts';
import type { Logger } from '../logger.ts';
import type { Options } from '../settings/options.ts';
import type { BoxStore } from '../sinks/box-store.ts';
import type { SpoolOptions } from '../sinks/spool/spool.ts';
import type { ControllerLinkSource } from '../sources/controller/controller-link.ts';
import { systemClock } from '../system-clock.ts';
import { tokenReader } from './token-reader.ts';

/** The sink that pushes to the controller at `url`; its libraries are loaded now. */
export async function openController(
  url: URL,
  { settings, controllerTokenFile, controllerTls, spool }: Options,
  logger: Logger,
  onLink: ControllerLinkSource['tell'],
): Promise<Sink> {
  const { createControllerSink } = await import('../sinks/controller-sink.ts');
  const { clientTlsReader } = await import('../sinks/client-tls.ts');
  const { instance } = settings;
  const clock = systemClock;
  // The time first: ids then sort as they came to be.
  const run = `${Math.floor(clock.now()).toString(36)}${randomBytes(5).toString('hex')}`;
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

const USELESS_TOKEN = 'the renewed --controller-token-file cannot be used; reports go on with the old token';

async function openStore(options: SpoolOptions): Promise<BoxStore> {
  const { openSpool } = await import('../sinks/spool/spool.ts');
  return openSpool(options);
}
