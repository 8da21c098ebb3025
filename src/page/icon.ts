import type { Connection, StatusBody } from './picture.ts';

const CIRCLE = '<circle cx="8" cy="8" r="8"/>';
const SQUARE = '<path d="M0 0h16v16H0z"/>';
const TRIANGLE = '<path d="M8 0l8 16H0z"/>';

/** Color, shape and sign. The states differ without color too. */
const ICONS: Readonly<Record<StatusBody['status'] | 'lost', readonly [string, string, string]>> = {
  running: ['#146c3c', CIRCLE, 'M4 8l3 3 5-6'],
  failed: ['#b3201c', SQUARE, 'M4 4l8 8M12 4l-8 8'],
  pending: ['#8a5200', TRIANGLE, 'M8 6v4M8 12v2'],
  stopped: ['#545c6a', SQUARE, 'M5 8h6'],
  deleting: ['#545c6a', SQUARE, 'M5 8h6'],
  lost: ['#545c6a', CIRCLE, 'M5 6q3-5 5 0q0 2-2 3M8 11v2'],
};

/** The icon of the browser's tab, as a data URL. */
export function iconUrl(status: StatusBody['status'], connection: Connection): string {
  const [color, shape, sign] = ICONS[connection === 'lost' ? 'lost' : status];
  const picture = `<g fill="${color}">${shape}</g><path d="${sign}" fill="none" stroke="#fff" stroke-width="2"/>`;
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${picture}</svg>`)}`;
}
