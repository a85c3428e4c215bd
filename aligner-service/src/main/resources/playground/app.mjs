// Puts the parts of the page together.
import { get } from './net/api.mjs';
import { EMPTY } from './lib/request.mjs';
import { Store } from './lib/store.mjs';
import { EXAMPLES, STREAMS } from './lib/examples.mjs';
import { Desk } from './view/desk.mjs';
import { one } from './view/dom.mjs';
import {
  bindFields,
  pressInstruction,
  showExamples,
  showInstructions,
  showModels,
  showStrength,
  showStrengthValue,
} from './view/form.mjs';
import { keys } from './view/keys.mjs';
import { Operator } from './view/operator.mjs';
import { pages } from './view/pages.mjs';
import { Streams } from './view/streams.mjs';
import { explainSweep, sweep } from './view/sweep.mjs';
import { themes } from './view/theme.mjs';

const RETRY_MS = 2000;
const first = EXAMPLES[0];
const store = new Store({ ...EMPTY, question: first.question, answer: first.answer });
const desk = new Desk(store);
const streams = new Streams(store);
const operator = new Operator();
let models = [];
let scale = { between: false, most: 1 };
let sweeping = null;
let retry = 0;

const cardOf = (id) => (models.find((model) => model.id === id) ?? models[0])?.aligner;

function named(text) {
  const instructions = cardOf(store.value.model)?.instructions ?? {};
  return Object.keys(instructions).find((name) => instructions[name] === text) ?? text;
}

function showCorrector() {
  const card = cardOf(store.value.model);
  showInstructions(store, card?.instructions ?? {});
  scale = showStrength(store, card);
  explainSweep(scale);
}

async function loadModels() {
  clearTimeout(retry);
  const state = one('#state');
  try {
    models = (await get('v1/models')).data;
    showModels(models);
    if (!models.some(({ id }) => id === store.value.model)) store.set({ model: models[0].id });
    showCorrector();
    state.textContent = 'ready';
    state.dataset.state = 'ready';
    await streams.load();
  } catch (error) {
    state.textContent = error.explained?.title.toLowerCase() ?? 'no answer';
    state.title = error.explained?.text ?? '';
    state.dataset.state = 'away';
    if (!error.explained?.locked) retry = setTimeout(loadModels, RETRY_MS);
  }
}

bindFields(store);
store.watch((value, changed) => {
  if (changed.includes('model')) showCorrector();
  if (changed.includes('instruction')) pressInstruction(value.instruction);
  if (changed.includes('strength')) showStrengthValue(value.strength);
  desk.showCurl();
});
showExamples('#examples', EXAMPLES, store, named, () => desk.run());
showExamples('#stream-examples', STREAMS, store, named, () => one('#streams-form').requestSubmit());
themes();
keys(() => {
  desk.showCurl();
  loadModels();
  operator.shown(!one('#operator').hidden);
});
pages((view) => operator.shown(view === 'operator'));
one('#sweep-run').addEventListener('click', () => {
  sweeping?.abort();
  sweeping = new AbortController();
  sweep(store.value, scale, sweeping.signal, (strength) => store.set({ strength }));
});
loadModels();
