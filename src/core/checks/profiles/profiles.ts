import { all } from './index.ts';
import type { Profile } from './profile.ts';

/** The name of a profile, as `--profile` takes it. */
export type ProfileName = keyof typeof all;

/** Every profile, each of which has a file of its own, named after it. `npm run generate` lists them. */
export const profiles: Readonly<Record<ProfileName, Profile>> = all;

/** The names of the profiles, in their order. */
// Object.keys forgets which the keys are.
export const profileNames = Object.keys(all) as readonly ProfileName[];

/** What is taken where none is chosen. */
export const defaultProfile: ProfileName = 'aptible';
