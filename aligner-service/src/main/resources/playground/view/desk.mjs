// Correcting: the form's call, one proof or two, and the command line that does the same.
import { correct, Failure } from '../net/api.mjs';
import { key } from '../net/key.mjs';
import { curlOf } from '../lib/curl.mjs';
import { bodyOf } from '../lib/request.mjs';
import { actionWord, outcomeText } from '../lib/says.mjs';
import { copies } from './copying.mjs';
import { fill, one } from './dom.mjs';
import { pointAt } from './form.mjs';
import { Proof } from './proof.mjs';
import { say } from './said.mjs';

export class Desk {
  #running = null;

  constructor(store) {
    this.store = store;
    one('#call').addEventListener('submit', (event) => {
      event.preventDefault();
      this.run();
    });
    one('#stop').addEventListener('click', () => this.#running?.abort());
    addEventListener('keydown', (event) => {
      const here = !one('#correct').hidden && !one('dialog[open]');
      if (here && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.run();
      if (here && event.key === 'Escape') this.#running?.abort();
    });
    copies(one('#copy-curl'), () => one('#curl').textContent);
  }

  showCurl() {
    const url = new URL('v1/corrections', document.baseURI).href;
    one('#curl').textContent = curlOf(url, bodyOf(this.store.value), { keyed: key.get() !== '' });
  }

  async run() {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const form = this.store.value;
    const other = one('#other').value;
    const calls = other ? [form, { ...form, model: other }] : [form];
    const proofs = calls.map(({ model }) => new Proof(other ? model : 'Proof'));
    one('#desk').classList.toggle('comparing', calls.length > 1);
    fill(one('#proofs'), ...proofs.map(({ element }) => element));
    this.#busy(true);
    pointAt(null);
    say('Correcting.');
    await Promise.all(calls.map((call, i) => this.#one(call, proofs[i], running.signal)));
    if (this.#running === running) this.#busy(false);
  }

  async #one(form, proof, signal) {
    proof.begin(form.answer);
    try {
      const result = await correct(bodyOf(form), (delta) => proof.stream(delta), signal);
      proof.done(result);
      say(`${actionWord(result.action)}. ${outcomeText(result, result.edits?.length ?? 0)}`);
    } catch (error) {
      if (error instanceof Failure) {
        proof.failed(error.explained, () => this.run());
        pointAt(error.explained.field ?? null);
      } else if (error.name === 'AbortError') {
        proof.stopped();
      } else {
        throw error;
      }
    }
  }

  #busy(busy) {
    one('#stop').disabled = !busy;
  }
}
