import type { SettingPlace } from '../core/facts/setting-place.ts';
import type { GunicornSigns } from './gunicorn/gunicorn-given.ts';
import { gunicornOptions } from './gunicorn/gunicorn-options.ts';
import { placeOf, unsetAt } from './gunicorn/gunicorn-place.ts';

/** The place of the setting that makes Gunicorn load the app before it forks its workers; undefined if there is none. */
export const preloadPlace = (seen: GunicornSigns): SettingPlace | undefined =>
  gunicornOptions(seen).preload ? placeOf('preload', seen) : undefined;

/** How to make each worker load the app itself, as an imperative without a period. */
export const dropPreload = (place: SettingPlace): string =>
  unsetAt(place, 'preload') ?? 'Start Gunicorn without `--preload`';
