import type { ControllerLink } from '../../core/facts/controller-link.ts';
import type { Source } from '../../core/ports/source.ts';

/** The way on which what became of the reports comes back as an observation. */
export interface ControllerLinkSource {
  /** Tells how the reports fare; what was told before the source runs is recorded when it does. */
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
