import { createMemo } from '../../../core/memo.ts';

/** The first letters of the months in European languages, January first; without accents, as their locales shorten them. */
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

/** The month of a short name (`Dec`, `déc.`, `gru`), January as 0; -1 for any other text. */
export const monthIn = (name: string): number =>
  known(name, () => {
    const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    return BEGINNINGS.findIndex((beginning) => beginning.test(plain));
  });

// All lines of a log name the same one or two months.
const known = createMemo<number>();
