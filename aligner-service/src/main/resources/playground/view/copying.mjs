// A button that copies a text and says that it did.
import { say } from './said.mjs';

const SHOWN_MS = 1600;

/** @param {() => string} text */
export function copies(button, text) {
  const label = button.textContent;
  button.addEventListener('click', async () => {
    const done = await copied(text());
    button.textContent = done ? 'Copied' : 'Copying failed';
    say(button.textContent);
    setTimeout(() => {
      button.textContent = label;
    }, SHOWN_MS);
  });
}

/** Browsers give the clipboard to https and localhost alone; elsewhere a selection does it. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'offscreen';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
