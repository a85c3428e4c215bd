// What a screen reader is told of what happens elsewhere on the page.
import { one } from './dom.mjs';

/** Twice the same sentence is said twice. */
export function say(text) {
  const region = one('#said');
  region.textContent = '';
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}
