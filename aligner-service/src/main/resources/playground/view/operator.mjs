// What the operator sees. It is asked for while it is in sight, and never holds a text.
import { Failure, get } from '../net/api.mjs';
import { actionWord, duration, percent, plural } from '../lib/says.mjs';
import { fill, h, one } from './dom.mjs';
import { showTrouble } from './trouble.mjs';

const PERIOD_MS = 2000;

/** Surfaces where an answer is one correction: they stand among the corrections. */
const CORRECTIONS = ['api', 'batch'];

export class Operator {
  #timer = 0;
  #told = '';

  /** Begins or ends asking. */
  shown(visible) {
    clearTimeout(this.#timer);
    if (visible) this.#tick();
  }

  async #tick() {
    try {
      const [overview, recent, models] = await Promise.all([
        get('admin/overview'),
        get('admin/corrections'),
        get('v1/models').catch(() => ({ data: [] })),
      ]);
      one('#operator-trouble').hidden = true;
      this.#show(overview, recent.corrections, models.data);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#tell(error.explained);
      if (error.explained.locked) return;
    }
    if (!one('#operator').hidden) this.#timer = setTimeout(() => this.#tick(), PERIOD_MS);
  }

  /** Said once: the next look may be better, and a screen reader need not hear the same each time. */
  #tell(words) {
    const trouble = one('#operator-trouble');
    if (!trouble.hidden && this.#told === words.title) return;
    this.#told = words.title;
    showTrouble(trouble, words);
  }

  #show(overview, recent, models) {
    fill(one('#tiles'), ...tiles(overview, recent));
    rows('#by-surface', overview.corrections, (end) => [
      end.surface,
      action(end.action),
      end.reason ?? '–',
      end.count.toLocaleString('en'),
    ]);
    const routes = overview.answers.filter(({ route }) => !CORRECTIONS.includes(route));
    rows('#by-route', routes, (end) => [
      end.route,
      action(end.action.toUpperCase()),
      end.reason === 'none' ? '–' : end.reason,
      end.count.toLocaleString('en'),
    ]);
    rows('#recent', recent.slice(0, 50), (seen) => [
      new Date(seen.time).toLocaleTimeString(),
      seen.id ? h('code', {}, seen.id) : '–',
      seen.surface,
      action(seen.action),
      seen.reason ?? '–',
      seen.action === 'FAILED' ? '–' : percent(seen.edit_ratio),
      seen.margin === null ? '–' : seen.margin.toFixed(1),
      seen.action === 'FAILED' ? '–' : `${duration(seen.total_ms)}${seen.queue_ms > 0 ? ` (${duration(seen.queue_ms)} waiting)` : ''}`,
    ]);
    fill(one('#cards'), ...models.map(card));
  }
}

function tiles({ status, since, now, queue, slots, tokens, corrections }, recent) {
  const total = corrections.reduce((sum, { count }) => sum + count, 0);
  const changed = sumOf(corrections, 'CORRECTED');
  return [
    tile('State', status.replace('_', ' '), `up for ${span(now - since)}`),
    tile('Waiting', `${queue.taken}`, `of ${plural(queue.capacity, 'place')} in the queue`, queue.taken / queue.capacity),
    tile('Running', `${slots.taken}`, `of ${plural(slots.capacity, 'slot')} in the batch`, slots.taken / slots.capacity),
    tile('Corrections', total.toLocaleString('en'), total ? `${percent(changed / total)} corrected` : 'none yet'),
    tile('Acceptance', tokens.drafts ? percent(tokens.accepted_draft / tokens.drafts) : '–', 'of the tokens tried as drafts'),
    tile('Median time', median(recent), `of the last ${recent.length}`),
  ];
}

const sumOf = (corrections, name) =>
  corrections.filter((end) => end.action === name).reduce((sum, { count }) => sum + count, 0);

function tile(name, number, text, level) {
  const element = h('div', { class: 'tile' }, h('dt', {}, name), h('dd', {}, h('b', {}, number), h('span', {}, text)));
  if (level !== undefined) {
    const meter = h('i', { class: 'level', 'aria-hidden': 'true' });
    meter.style.setProperty('--level', Math.min(1, level));
    element.append(meter);
  }
  return element;
}

function median(recent) {
  const times = recent.filter((seen) => seen.action !== 'FAILED').map((seen) => seen.total_ms);
  times.sort((one, other) => one - other);
  return times.length ? duration(times[times.length >> 1]) : '–';
}

function span(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return plural(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? plural(hours, 'hour') : plural(Math.floor(hours / 24), 'day');
}

const action = (name) => h('span', { class: 'tag', 'data-action': name.toLowerCase() }, actionWord(name));

function rows(selector, items, cells) {
  const table = one(selector);
  table.closest('.table').hidden = items.length === 0;
  fill(one('tbody', table), ...items.map((item) => h('tr', {}, ...cells(item).map((cell) => h('td', {}, cell)))));
}

function card({ id, aligner }) {
  const { between, most } = { between: aligner.strengths_between, most: aligner.strengths.at(-1) };
  const facts = {
    family: aligner.family,
    template: aligner.template,
    precision: aligner.precision,
    device: aligner.device,
    window: plural(aligner.context_tokens, 'token'),
    strengths: between ? `0 to ${most}` : '0 and 1',
    instructions: Object.keys(aligner.instructions).sort().join(', ') || 'none',
    digest: aligner.digest ? h('code', { title: aligner.digest }, `${aligner.digest.slice(0, 12)}…`) : 'unknown',
  };
  return h(
    'article',
    { class: 'sheet modelcard' },
    h('h3', {}, id),
    h('dl', {}, ...Object.entries(facts).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
  );
}
