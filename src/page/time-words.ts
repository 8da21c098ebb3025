import { type Element, h } from './element.ts';

/** The time of day, with the full timestamp as the title. */
export const timeElement = (at: string): Element => h('time', { datetime: at, title: at }, clockTime(at));

/** 14:03:07, in UTC: the times of the container's log. */
export const clockTime = (at: string): string => `${at.slice(11, 19)} UTC`;

/** How long after `from` something happened: +0.41 s, +12.3 s, +3 min 20 s, +2 h 5 min. */
export function offsetWords(from: string, at: string): string {
  const ms = Date.parse(at) - Date.parse(from);
  return `${ms < 0 ? '\u2212' : '+'}${durationWords(Math.abs(ms))}`;
}

/** A duration, with fewer decimals if it is longer. */
export function durationWords(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
