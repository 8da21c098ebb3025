import type { Sink } from '../core/sink.ts';
import type { Logger } from '../logger.ts';
import type { Options } from '../settings/options.ts';
import type { ControllerLinkSource } from '../sources/controller/controller-link.ts';
import { systemClock } from '../system-clock.ts';

/** The sink that pushes to the controller at `url`; its libraries are loaded now. */
export async function openController(
  url: URL,
  { settings, controllerToken, controllerTls }: Options,
  logger: Logger,
  onLink: ControllerLinkSource['tell'],
): Promise<Sink> {
  const { createControllerSink } = await import('../sinks/controller-sink.ts');
  return createControllerSink({
    url,
    ...(controllerToken !== undefined && { token: controllerToken }),
    tls: controllerTls,
    instance: settings.instance,
    clock: systemClock,
    random: Math.random,
    logger,
    onLink,
  });
}
