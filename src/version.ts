import { readFileSync } from 'node:fs';

// package.json is the one place of the version. It has no other reader at run time, and is 2 KB.
const { version: given } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** The version of this sidewatch, as package.json has it. */
export const version: string = given;
