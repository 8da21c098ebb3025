import type { Wanted } from './advice.ts';
import type { FixableApp } from './fixable-app.ts';

/** How one kind of quoted text changes an app; undefined where it is of another kind, or has nothing to change. */
export type Edit = (wanted: Wanted, app: FixableApp) => FixableApp | undefined;
