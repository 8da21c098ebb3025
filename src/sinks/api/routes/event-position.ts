/** A caller's position among the events: the number of the last one that it knows, and its run if the caller named one. */
export interface Position {
  readonly seq: number;
  readonly run?: string;
}

/** Before the first event. */
export const beginning: Position = { seq: 0 };

/** Reads `SEQ` or `RUN:SEQ`; undefined for any other text. */
export function positionIn(text: string): Position | undefined {
  const [, run, digits = ''] = /^(?:([A-Za-z0-9]{1,64}):)?(\d{1,15})$/.exec(text) ?? [];
  if (digits === '') return undefined;
  return { seq: Number(digits), ...(run !== undefined && { run }) };
}

/** Whether the position belongs to another run, so its number means nothing here. */
export const isForeign = ({ run }: Position, own: string): boolean => run !== undefined && run !== own;
