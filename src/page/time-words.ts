import { durationWords } from '../core/clock.ts';
import { type Element, h } from './element.ts';

/** The time of day. The full timestamp is the title, and print shows the date too. */
export const timeElement = (at: string): Element => h('time', timeAttributes(at), clockTime(at));

/** The time of day, and how long ago that is. The page fills in the second part and keeps it current. */
export const agoElement = (at: string): Element =>
  h('time', timeAttributes(at), clockTime(at), ' ', h('span', { class: 'ago', 'data-at': at }));

const timeAttributes = (at: string) => ({ datetime: at, title: at, 'data-date': at.slice(0, 10) });

/** 14:03:07, in UTC: the times of the container's log. */
export const clockTime = (at: string): string => `${at.slice(11, 19)} UTC`;

/** How long ago something was, in whole seconds or more: "just now", "12 s ago", "3 min 5 s ago". A negative `ms` is "in 42 s". */
export function agoWords(ms: number): string {
  const words = durationWords(Math.round(Math.abs(ms) / 1_000) * 1_000);
  if (Math.abs(ms) < 1_500) return 'just now';
  return ms < 0 ? `in ${words}` : `${words} ago`;
}

/** How long after `from` something happened, both in ms: "0 s", "+0.4 s", "+12 s", "−3 min 20 s". */
export function offsetWords(from: number, at: number): string {
  const ms = at - from;
  if (Math.abs(ms) < 50) return '0 s';
  return `${ms < 0 ? '\u2212' : '+'}${durationWords(Math.abs(ms))}`;
}
