// Server-sent events out of bytes, however they are cut.

export class SseReader {
  #decoder = new TextDecoder();
  #rest = '';
  #name = '';
  #data = [];

  /** @returns {{name: string, data: string}[]} the events that these bytes end */
  push(bytes) {
    return this.#lines(this.#decoder.decode(bytes, { stream: true }));
  }

  #lines(text) {
    const events = [];
    // a carriage return at the end may be half of a line's end
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) events.push({ name: this.#name || 'message', data: this.#data.join('\n') });
        this.#name = '';
        this.#data = [];
      } else {
        this.#field(line);
      }
    }
    return events;
  }

  #field(line) {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.#name = value;
    if (name === 'data') this.#data.push(value);
  }
}

/** The events of a response, as they come. */
export async function* eventsOf(response) {
  const sse = new SseReader();
  const reader = response.body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield* sse.push(read.value);
  } finally {
    reader.cancel().catch(() => {});
  }
}
