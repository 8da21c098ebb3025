import type { SettingPlace } from '../core/facts/setting-place.ts';
import type { GunicornSigns } from './gunicorn/gunicorn-given.ts';
import { gunicornOptions } from './gunicorn/gunicorn-options.ts';
import { placeOf, unsetAt } from './gunicorn/gunicorn-place.ts';

/** Where Gunicorn was told to load the app before it forks its workers; undefined where it was not. */
export const preloadPlace = (seen: GunicornSigns): SettingPlace | undefined =>
  gunicornOptions(seen).preload ? placeOf('preload', seen) : undefined;

/** How to have it load the app in each worker again, as an imperative without a full stop. */
export const dropPreload = (place: SettingPlace): string =>
  unsetAt(place, 'preload') ?? 'Start Gunicorn without `--preload`';
