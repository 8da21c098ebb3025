import type { Answer } from './answer.ts';

/** node:http joins a text with the headers, which for a short one is the cheapest. */
const LONG = 8_192;

const encoded = new WeakMap<Answer, Buffer>();

/** The body as node:http sends it at least cost: a long one as bytes, which are made once however often the same answer is sent. */
export function bodyOf(answer: Answer): Buffer | string {
  const { body } = answer;
  if (body.length < LONG) return body;
  const bytes = encoded.get(answer) ?? Buffer.from(body);
  encoded.set(answer, bytes);
  return bytes;
}
