import { all } from './index.ts';
import type { Profile } from './profile.ts';

/** The name of a profile, as `--profile` accepts it. */
export type ProfileName = keyof typeof all;

/** Every profile. Each is in a file with its name, and `npm run generate` lists them. */
export const profiles: Readonly<Record<ProfileName, Profile>> = all;

/** The names of the profiles, in their order. */
// `as`: the type of Object.keys does not keep the keys.
export const profileNames = Object.keys(all) as readonly ProfileName[];

/** The profile if none is chosen. */
export const defaultProfile: ProfileName = 'aptible';
