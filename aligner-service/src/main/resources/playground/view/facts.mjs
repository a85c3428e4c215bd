// What a correction took, in words and one bar.
import { acceptanceText, duration, marginText, readText, timingParts } from '../lib/says.mjs';
import { fill, h } from './dom.mjs';

export function showFacts(element, result) {
  const parts = timingParts(result.timings);
  fill(
    element,
    fact('Sureness', result.margin === null ? null : `${result.margin.toFixed(1)} nats`, marginText(result.margin)),
    fact('Copied', ratio(result.usage), acceptanceText(result.usage, result.timings)),
    fact('Read', `${result.usage.prompt_tokens}`, readText(result.usage)),
    h(
      'div',
      { class: 'fact wide' },
      h('dt', {}, 'Time'),
      h('dd', {}, h('b', {}, duration(result.timings.total_ms)), bar(parts), legend(parts)),
    ),
  );
}

const fact = (name, number, text) =>
  h('div', { class: 'fact' }, h('dt', {}, name), h('dd', {}, number && h('b', {}, number), h('span', {}, text)));

function ratio({ completion_tokens: written, accepted_draft_tokens: copied }) {
  return written > 0 ? `${Math.round((100 * copied) / written)} %` : null;
}

function bar(parts) {
  const element = h('span', { class: 'timebar', 'aria-hidden': 'true' });
  for (const { name, ms } of parts) {
    const part = h('i', { class: name });
    part.style.flexGrow = ms;
    element.append(part);
  }
  return element;
}

const legend = (parts) =>
  h(
    'span',
    { class: 'legend' },
    ...parts.filter(({ ms }) => ms > 0).map(({ name, ms }) => h('span', { class: name }, `${name} ${duration(ms)}`)),
  );
