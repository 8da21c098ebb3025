import { createMemo } from '../../../core/memo.ts';

/** How the months begin in the languages of Europe, January first; without accents, as their locales shorten them. */
const BEGINNINGS: readonly RegExp[] = [
  /^(?:jan|ene|gen|ian|sty|led|tam|oca|янв)/u,
  /^(?:feb|fev|lut|uno|hel|sub|фев)/u,
  /^(?:mar(?!ra)|mrz|mrt|bre|maa|мар)/u,
  /^(?:apr|avr|abr|kwi|dub|huh|nis|апр)/u,
  /^(?:mai|maj|mei|may|mag|kve|tou|маи|мая)/u,
  /^(?:jun|juin|giu|iun|cze|cer|kes|haz|июн)/u,
  /^(?:jul|juil|lug|iul|lip|cec|hei|tem|июл)/u,
  /^(?:aug|aou|ago|avg|sie|srp|elo|авг)/u,
  /^(?:sep|set|wrz|zar|syy|eyl|сен)/u,
  /^(?:oct|okt|out|ott|paz|rij|lok|eki|окт)/u,
  /^(?:nov|noi|lis|marra|kas|ноя)/u,
  /^(?:dec|dez|dic|des|gru|pro|jou|ara|дек)/u,
];

/** The month that a short name stands for, January as 0: `Dec`, `déc.`, `gru`; -1 for one that is none. */
export const monthIn = (name: string): number =>
  known(name, () => {
    const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    return BEGINNINGS.findIndex((beginning) => beginning.test(plain));
  });

// A log names one month, or two, on each of its lines.
const known = createMemo<number>();
