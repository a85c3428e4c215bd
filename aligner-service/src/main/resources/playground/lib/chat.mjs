// Streams of chat completions: the text of an event, and what the service says of its correction at the end.

/** @returns {{text: string, note?: object, error?: object, end?: boolean}} */
export function chunkOf(data) {
  if (data === '[DONE]') return { text: '', end: true };
  let json;
  try {
    json = JSON.parse(data);
  } catch {
    return { text: '' };
  }
  return {
    text: json.choices?.[0]?.delta?.content ?? '',
    ...(json.aligner && { note: json.aligner }),
    ...(json.error && { error: json.error }),
  };
}

/** Where chat completions are on a route. */
export function chatPath(routePath) {
  if (routePath.endsWith('/chat/completions')) return routePath;
  const base = routePath.replace(/\/+$/, '');
  return /\/v\d+[a-z0-9]*$/.test(base) ? `${base}/chat/completions` : `${base}/v1/chat/completions`;
}

export function chatBody({ question, model, instruction, mode }) {
  const aligner = { stream_mode: mode, evidence: 'summary', ...(instruction && { instruction }) };
  return { model, stream: true, messages: [{ role: 'user', content: question }], aligner };
}
