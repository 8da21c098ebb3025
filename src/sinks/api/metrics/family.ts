/** Label names and their values; values are enumerated, or at least bounded. */
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

/** A histogram for one set of labels. */
export interface Buckets {
  readonly labels: Labels;
  readonly bounds: readonly number[];
  /** The number of values in each bucket, the last one open-ended; not cumulative. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** One metric. The name of a counter or an info is without the `_total` or `_info` of its samples. */
export type Family = { readonly name: string; readonly help: string } & (
  | { readonly type: 'gauge' | 'counter' | 'info'; readonly samples: readonly Sample[] }
  | { readonly type: 'histogram'; readonly buckets: readonly Buckets[] }
);

/** A gauge with one value. */
export const gauge = (name: string, help: string, value: number | undefined): Family => ({
  name,
  help,
  type: 'gauge',
  samples: value === undefined ? [] : [{ value }],
});

/** A counter with one value. */
export const counter = (name: string, help: string, value: number | undefined): Family => ({
  ...gauge(name, help, value),
  type: 'counter',
  samples: value === undefined ? [] : [{ value }],
});

/** A gauge with a series for each word: 1 for the current word, 0 for the others. */
export const wordGauge = (
  name: string,
  help: string,
  label: string,
  words: readonly string[],
  now: string,
): Family => ({
  name,
  help,
  type: 'gauge',
  samples: words.map((word) => ({ labels: { [label]: word }, value: Number(word === now) })),
});
