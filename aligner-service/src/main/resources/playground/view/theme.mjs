// Light, dark, or as the system has it.
import { one } from './dom.mjs';

const NAME = 'aligner-theme';
const ORDER = ['auto', 'light', 'dark'];

export function themes() {
  const button = one('#theme');
  let theme = ORDER.includes(localStorage.getItem(NAME)) ? localStorage.getItem(NAME) : 'auto';
  const show = () => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `◐ ${theme}`;
    button.setAttribute('aria-label', `Theme: ${theme}`);
  };
  button.addEventListener('click', () => {
    theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
    localStorage.setItem(NAME, theme);
    show();
  });
  show();
}
