import { type ProgramSwitches, programSwitches } from './programs.ts';

type ByProgram = ReadonlyMap<string, readonly ProgramSwitches[]>;
let programs: ByProgram | undefined;

/** The table by program name, created on first use. */
const byProgram = (): ByProgram => (programs ??= grouped());

function grouped(): ByProgram {
  const found = new Map<string, ProgramSwitches[]>();
  for (const each of programSwitches) {
    for (const name of each.programs) found.set(name, [...(found.get(name) ?? []), each]);
  }
  return found;
}

/** The options of a program that take a secret. */
export const switchesOf = (name: string): readonly ProgramSwitches[] | undefined => byProgram().get(name);

let anyProgram: RegExp | undefined;

/** Whether the text contains the name of a program in the table, as a word before others. */
export const namesProgram = (text: string): boolean => {
  const names = () => [...byProgram().keys()].map((name) => name.replace(/\./g, '\\.')).join('|');
  anyProgram ??= new RegExp(`(?<![\\w.-])(?:${names()})(?=\\s)`);
  return anyProgram.test(text);
};
