// The three views of the page, by the address's fragment.
import { all, one } from './dom.mjs';

const VIEWS = ['correct', 'streams', 'operator'];

/** @param {(view: string) => void} shown told which view is in sight now */
export function pages(shown) {
  const show = (moved) => {
    const view = VIEWS.includes(location.hash.slice(1)) ? location.hash.slice(1) : 'correct';
    for (const section of VIEWS) one(`#${section}`).hidden = section !== view;
    for (const link of all('nav a')) {
      if (link.hash === `#${view}`) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = `${one(`#${view} h1`).textContent} · Aligner Sidecar`;
    if (moved) {
      one(`#${view} h1`).focus();
      scrollTo(0, 0);
    }
    shown(view);
  };
  addEventListener('hashchange', () => show(true));
  show(false);
}
