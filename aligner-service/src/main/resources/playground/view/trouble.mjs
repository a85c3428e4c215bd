// A failure in words, with a way on where there is one.
import { fill, h } from './dom.mjs';
import { say } from './said.mjs';

const SECOND = 1000;

/**
 * @param {object} words see `explained`
 * @param {() => void} [again] tries once more
 */
export function showTrouble(element, words, again) {
  const button = again && h('button', { type: 'button', class: 'quiet', onclick: again }, 'Try again');
  element.hidden = false;
  fill(
    element,
    h('h3', {}, words.title),
    h('p', {}, words.text),
    button,
    words.id && h('p', { class: 'small' }, 'Request ', h('code', {}, words.id)),
  );
  say(`${words.title}. ${words.text}`);
  if (button && words.wait) countDown(button, words.wait);
}

function countDown(button, seconds) {
  button.disabled = true;
  const tick = (left) => {
    if (!button.isConnected) return;
    button.disabled = left > 0;
    button.textContent = left > 0 ? `Try again in ${left} s` : 'Try again';
    if (left > 0) setTimeout(tick, SECOND, left - 1);
  };
  tick(seconds);
}
