import type { ControllerLink } from '../../core/facts/controller-link.ts';
import type { Source } from '../../core/ports/source.ts';

/** Carries the state of delivery from the controller sink back to the agent, as observations. */
export interface ControllerLinkSource {
  /** Reports the state of delivery. The newest state from before the source runs is recorded when it starts. */
  tell(link: ControllerLink): void;
  readonly source: Source;
}

export function controllerLinkSource(): ControllerLinkSource {
  let newest: ControllerLink | undefined;
  let record = (_link: ControllerLink): void => undefined;
  return {
    tell(link) {
      newest = link;
      record(link);
    },
    source: {
      name: 'controller',
      async run({ clock, record: observe }, signal) {
        record = (value) => {
          if (!signal.aborted) observe({ kind: 'saw', fact: 'controller', value, at: clock.now() });
        };
        if (newest) record(newest);
      },
    },
  };
}
